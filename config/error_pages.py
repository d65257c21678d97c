"""What people see when something goes wrong: one page for each status, which needs neither the database nor a context processor."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.template.loader import render_to_string

from background.engine.context import current_caller
from config.reader_language import in_readers_language


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's `CSRF_FAILURE_VIEW`; the reason is for the log, which has it."""
    return _page(request, 403, "403_csrf.html")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


@in_readers_language
def _page(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    # Rendered without the request: its context processors may be what failed.
    nonce = get_nonce(request)  # it counts as false until somebody reads it
    context = {"csp_nonce": "" if nonce is None else nonce, "request_id": current_caller().request_id}
    return HttpResponse(render_to_string(template or f"{status}.html", context), status=status)
