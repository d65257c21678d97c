"""Where pages are, and where a visitor may be sent."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def queue_names() -> list[str]:
    """In the order by which django-rq numbers them."""
    return sorted(settings.RQ_QUEUES)


def queue_name(queue_index: int) -> str:
    return queue_names()[queue_index]


def link(request: HttpRequest, name: str, *args: object) -> str:
    return reverse(f"admin:django_rq_{name}", args=args, current_app=getattr(request, "current_app", None))


def own_url(request: HttpRequest, url: str | None) -> str | None:
    """The URL, if it leads to this site."""
    own = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if own else None
