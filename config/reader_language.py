"""In which language a page speaks to whoever opens it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

type View[**P, R: HttpResponseBase] = Callable[Concatenate[HttpRequest, P], R]


def in_readers_language[**P, R: HttpResponseBase](view: View[P, R]) -> View[P, R]:
    """In that which their browser prefers, of those that there are, or else in the project's own."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = language
        patch_vary_headers(response, ["Accept-Language"])
        return response

    return answer
