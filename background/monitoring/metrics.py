"""`GET /metrics`, for Prometheus."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from background.monitoring.collector import QueueCollector
from background.monitoring.ledger_collector import LedgerCollector
from background.monitoring.mail_collector import MailCollector
from config.client_address import client_address

_registry = CollectorRegistry()
_registry.register(QueueCollector())
_registry.register(LedgerCollector())
_registry.register(MailCollector())


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Whoever has the token of `METRICS_TOKEN` may look; where none is set, whoever is in the same private network."""
    if settings.METRICS_TOKEN:
        if not _brings_the_token(request):
            return HttpResponse("a bearer token is needed\n", "text/plain", 401, headers={"WWW-Authenticate": "Bearer"})
    elif not _is_near(request):
        return HttpResponse("set METRICS_TOKEN to look from outside the private network\n", "text/plain", 403)
    return HttpResponse(generate_latest(_registry), CONTENT_TYPE_PLAIN_0_0_4)


def _brings_the_token(request: HttpRequest) -> bool:
    return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")


def _is_near(request: HttpRequest) -> bool:
    """A proxy that `NUM_PROXIES` does not count is near, too, but those for whom it asks may be anywhere."""
    if not settings.NUM_PROXIES and ("X-Forwarded-For" in request.headers or "Forwarded" in request.headers):
        return False
    try:
        return ipaddress.ip_address(client_address(request)).is_private
    except ValueError:
        return False
