"""Whatever goes wrong in a view becomes a problem that tells the caller what to do, and nothing about our insides."""

import math
import sys
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.log import log_response
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.exceptions import PermissionDenied as NotPermitted
from rest_framework.request import Request
from rest_framework.views import set_rollback

from background.exceptions import BatchNotFound, JobNotFound, JobNotUnique, QueueUnavailable, UnknownQueue, UnreadableData
from config.api.faults import faults
from config.api.problem import Problem, for_status, respond

RETRY_SECONDS = "5"


class Refusal(APIException):
    """Raise it in a view to answer with a status and a code of your own."""

    def __init__(self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail, code)
        self.status_code = status
        self.headers = dict(headers or {})


def exception_handler(error: Exception, context: Mapping[str, object]) -> HttpResponse:
    """Django REST framework's `EXCEPTION_HANDLER`: every exception ends here, the unexpected ones too."""
    request = _plain(context["request"])
    set_rollback()
    problem = problem_of(error)
    response = respond(problem or for_status(500), request)
    if problem is None:
        _announce(error, request, response)
    return response


def problem_of(error: Exception) -> Problem | None:
    """What the caller may know of this error; `None` if nobody has foreseen it."""
    match error:
        case Http404():
            return _of_api(NotFound())
        case PermissionDenied():
            return _of_api(NotPermitted())
        case APIException():
            return _of_api(error)
        case RequestDataTooBig():
            return Problem(status=413, code="body_too_large", detail="The body is larger than the server takes.")
        case SuspiciousOperation():
            return for_status(400)
        case OperationalError() | InterfaceError():
            return _unavailable("The database does not answer. Try again in a few seconds.")
        case QueueUnavailable():
            return _unavailable("The queue does not answer. Try again in a few seconds.")
        case JobNotUnique():
            return Problem(status=409, code="not_unique", detail="There is such a job already, and only one may be.")
        case JobNotFound() | UnreadableData():
            return Problem(status=404, code="not_found", detail="There is no such job.")
        case BatchNotFound():
            return Problem(status=404, code="not_found", detail="There is no such batch.")
        case UnknownQueue():
            return Problem(status=404, code="not_found", detail="There is no such queue.")
        case _:
            return None


def _of_api(error: APIException) -> Problem:
    headers = dict(getattr(error, "headers", {}))
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    if isinstance(error, ValidationError):
        detail = "Some of the input is wrong; `errors` says what."
        return Problem(status=400, code="invalid", detail=detail, errors=faults(error.detail), headers=headers)
    return Problem(status=error.status_code, code=_code(error), detail=str(error.detail), headers=headers)


def _code(error: APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else error.default_code


def _unavailable(detail: str) -> Problem:
    return Problem(status=503, code="unavailable", detail=detail, headers={"Retry-After": RETRY_SECONDS})


def _announce(error: Exception, request: HttpRequest, response: HttpResponse) -> None:
    """Tell the log and error trackers, as Django does with what leaves a view."""
    got_request_exception.send(sender=sys.modules[__name__], request=request)
    log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request, exception=error)


def _plain(request: object) -> HttpRequest:
    if isinstance(request, Request):
        return request._request
    if isinstance(request, HttpRequest):
        return request
    raise TypeError(f"neither a request of Django nor of its REST framework: {type(request).__name__}")
