"""Nothing under /api/ answers with an HTML error page, whoever made it: a middleware, Django itself, or DEBUG."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

from config.api.problem import Problem, for_status, respond

_ABOUT_THE_OLD_BODY = {"content-type", "content-length", "content-encoding", "content-language", "content-disposition"}


class OnlyProblemsMiddleware:
    """Stands outside of all that can fail."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith("/api/") and response.status_code >= 400 and not _is_json(response):
            return _as_problem(response, request)
        return response


@csrf_exempt  # there is nothing here to protect, and a 403 would hide the hint
def unknown_url(request: HttpRequest) -> HttpResponse:
    """What every path under /api/ that is none of ours leads to."""
    hint = f" Addresses end with a slash: {request.path}/" if _would_do_with_slash(request.path) else ""
    return respond(Problem(status=404, code="not_found", detail=f"There is nothing at this address.{hint}"), request)


def _is_json(response: HttpResponseBase) -> bool:
    return response.get("Content-Type", "").partition(";")[0].endswith("json")


def _as_problem(response: HttpResponseBase, request: HttpRequest) -> HttpResponse:
    answer = respond(for_status(response.status_code), request)
    for name, value in response.items():
        if name.lower() not in _ABOUT_THE_OLD_BODY:
            answer[name] = value
    answer.cookies = response.cookies
    response.close()
    return answer


def _would_do_with_slash(path: str) -> bool:
    if path.endswith("/"):
        return False
    try:
        return resolve(f"{path}/").func is not unknown_url
    except Resolver404:
        return False
