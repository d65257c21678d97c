"""One refusal as everyone gets it: `application/problem+json` (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from django.http import HttpRequest, JsonResponse

from background.engine.context import current_caller

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with one part of the body; `pointer` is a JSON Pointer (RFC 6901), "" the body as a whole."""

    pointer: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """`code` is for programs and never changes, `detail` is for people."""

    status: int
    code: str
    detail: str
    errors: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def respond(problem: Problem, request: HttpRequest) -> JsonResponse:
    """The problem as an answer to this request."""
    body = body_of(problem, instance=request.path, request_id=current_caller().request_id)
    return JsonResponse(body, status=problem.status, headers=dict(problem.headers), content_type=CONTENT_TYPE)


def for_status(status: int) -> Problem:
    """A problem of which nothing is known, or may be told, but its status."""
    phrase = HTTPStatus(status).phrase
    return Problem(status=status, code=_CODES.get(status, "error"), detail=f"{phrase}.")


def body_of(problem: Problem, *, instance: str, request_id: str) -> dict[str, object]:
    """Its members as JSON has them; `instance` is the path that was asked for."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "instance": instance,
        "code": problem.code,
        "errors": [{"pointer": fault.pointer, "code": fault.code, "detail": fault.detail} for fault in problem.errors],
        "request_id": request_id,
    }


_CODES = {
    400: "bad_request",
    401: "not_authenticated",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "body_too_large",
    414: "url_too_long",
    415: "unsupported_media_type",
    429: "throttled",
    431: "headers_too_large",
    500: "server_error",
    503: "unavailable",
}
