"""Say whether this process answers, and whether it can do its work."""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from background.monitoring.durability import durability
from background.monitoring.mail_state import mail_state
from background.monitoring.requirements import REQUIREMENTS


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. It asks nobody else, so a database that is down does not get the process killed."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 if everything is there that a request needs, else 503 naming what is not. What is told of mail and of the durability of Redis is
    for people to see: requests do without."""
    checks = {name: _outcome(check) for name, check in REQUIREMENTS.items()}
    ready = all(outcome == "ok" for outcome in checks.values())
    status = "ok" if ready else "unavailable"
    told = {"mail": mail_state(), "durability": durability()}
    return JsonResponse({"status": status, "checks": checks, **told}, status=200 if ready else 503)


def _outcome(check: Callable[[], str]) -> str:
    return check() or "ok"
