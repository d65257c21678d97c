"""Give every request an id that its answer, its log lines and its jobs carry."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars

from background.engine.context import calling

HEADER = "X-Request-ID"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestIdMiddleware:
    """Takes the caller's id if it is harmless in headers and logs, else makes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = _acceptable(request.headers.get(HEADER, "")) or str(uuid.uuid4())
        request.request_id = request_id  # type: ignore[attr-defined]  # Django's way to hand something on to views
        with bound_contextvars(request_id=request_id), calling(request_id=request_id):
            response = self.get_response(request)
        response[HEADER] = request_id
        return response


def _acceptable(text: str) -> str:
    return text if _ACCEPTABLE.fullmatch(text) else ""
