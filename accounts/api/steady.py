"""Answer after a whole number of steps, so that the time it took tells nobody what was done meanwhile."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework import status
from rest_framework.views import APIView


class SteadyView(APIView):
    """Storing a code and queueing a mail take milliseconds, which can be measured from outside if nothing hides them."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        handle = super().dispatch
        return steadily(lambda: handle(request, *args, **kwargs))


def steadily[R: HttpResponseBase](handle: Callable[[], R]) -> R:
    """The answer, at the next step."""
    begun = time.perf_counter()
    response = handle()
    # Who is throttled has learnt nothing, and must not keep a thread busy by asking on.
    if response.status_code != status.HTTP_429_TOO_MANY_REQUESTS:
        _wait_for_next_step(time.perf_counter() - begun)
    return response


def _wait_for_next_step(elapsed: float) -> None:
    if step := settings.ANSWER_STEP_SECONDS:
        time.sleep(-elapsed % step)
