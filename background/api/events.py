"""The events of one job, as they come."""

from collections.abc import AsyncIterator, Iterator
from uuid import UUID

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from background.api.following import Following, StreamThreads, in_loop, in_thread
from background.api.jobs import shown
from background.api.sse import CONTENT_TYPE, EventStreamRenderer, Telling
from background.api.visible import visible_job
from background.engine.look import look
from background.interfaces import JobSnapshot
from background.rq_adapter.streams import Seat
from config.api.problems import Refusal
from config.api.serializers import refuse_query

RETRY_SECONDS = "5"
HEADERS = {"Cache-Control": "private, no-cache", "X-Accel-Buffering": "no"}
"""The second keeps nginx from collecting what is to be sent at once."""

STREAMS_PER_USER, STREAM_THREADS = 5, 16

threads = StreamThreads(settings.BACKGROUND.get("STREAM_THREADS", STREAM_THREADS))


class Stream(StreamingHttpResponse):
    """Gives back what it holds also when nobody ever reads it."""

    def __init__(self, following: Following, content: Iterator[bytes] | AsyncIterator[bytes]) -> None:
        super().__init__(content, content_type=CONTENT_TYPE, headers=HEADERS)
        self._following = following

    def close(self) -> None:
        self._following.close()
        super().close()


class EventsView(APIView):
    renderer_classes = [EventStreamRenderer, JSONRenderer]

    @extend_schema(
        operation_id="jobs_events",
        parameters=[
            OpenApiParameter("Last-Event-ID", location=OpenApiParameter.HEADER, description="the `id` of the last event that you have")
        ],
        responses={
            (200, CONTENT_TYPE): OpenApiResponse(OpenApiTypes.STR, description="`state` with the job, `progress` with percent and step"),
            204: OpenApiResponse(description="The job has ended, and you know how: there is nothing to wait for."),
        },
    )
    def get(self, request: Request, job_id: UUID) -> HttpResponseBase:
        """What happens to a job, as server-sent events, until it has ended. Several changes within half a second are told as one."""
        refuse_query(request)
        job = visible_job(request, job_id)
        telling = Telling(request.headers.get("Last-Event-ID", ""))
        is_known = telling.knows(shown(request, job))  # and the rights of its reader are known from now on, without the database
        if job.state.is_final and is_known:
            return HttpResponse(status=204)
        following = _following(request, job, telling)
        connections.close_all()  # it would stay open until the stream ends
        return Stream(following, _content(request, following))


def _following(request: Request, job: JobSnapshot, telling: Telling) -> Following:
    """
    Raises:
        Refusal: this person, or this process, has as many streams as it may.
    """
    seat, most = Seat(str(request.user.pk)), settings.BACKGROUND.get("STREAMS_PER_USER", STREAMS_PER_USER)
    if not seat.take(most=most):
        raise _refusal(429, f"You follow {most} jobs already. Close one, or ask for the job every other second.")
    if not _is_asynchronous(request) and not threads.take():
        seat.leave()
        raise _refusal(503, "There are as many streams as this server has threads for. Ask for the job every other second.")
    return Following(
        telling,
        seat,
        look=lambda: look(job.id),
        show=lambda now: shown(request, now),
        threads=None if _is_asynchronous(request) else threads,
    )


def _content(request: Request, following: Following) -> Iterator[bytes] | AsyncIterator[bytes]:
    if _is_asynchronous(request):
        return in_loop(following)
    return in_thread(following, request._request.META.get("gunicorn.socket"))


def _is_asynchronous(request: Request) -> bool:
    return isinstance(request._request, ASGIRequest)


def _refusal(status: int, detail: str) -> Refusal:
    return Refusal(status, "too_many_streams", detail, headers={"Retry-After": RETRY_SECONDS})
