"""Events as a browser's EventSource reads them (HTML, 9.2: server-sent events)."""

from hashlib import sha256

from rest_framework.renderers import BaseRenderer, JSONRenderer

CONTENT_TYPE = "text/event-stream"
RETRY_MILLISECONDS = 3000

OPENING = f"retry: {RETRY_MILLISECONDS}\n\n".encode()
COMMENT = b": still here\n\n"


class EventStreamRenderer(BaseRenderer):
    """Lets a client ask for a stream; what is no stream, a problem say, is JSON all the same."""

    media_type = CONTENT_TYPE
    format = "events"
    charset = None

    def render(self, data: object, *_: object) -> bytes:
        body: bytes = JSONRenderer().render(data)
        return body


def frame(event: str, event_id: str, data: object) -> bytes:
    """One event; JSON has no line breaks, so its data are one line."""
    return b"event: %b\nid: %b\ndata: %b\n\n" % (event.encode(), event_id.encode(), JSONRenderer().render(data))


class Telling:
    """Says what is new of a job to somebody who knows how it was.

    Args:
        known: the id of the last event that the client has, or "".
    """

    def __init__(self, known: str = "") -> None:
        self._known = known

    def knows(self, job: dict[str, object]) -> bool:
        return _id(job) == self._known

    def news(self, job: dict[str, object]) -> bytes:
        """An event if the job, as the API shows it, is not as it was: `progress` where nothing else has changed."""
        former, self._known = self._known, _id(job)
        if former == self._known:
            return b""
        if former.partition("-")[0] == self._known.partition("-")[0]:
            return frame("progress", self._known, job["progress"])
        return frame("state", self._known, job)


def _id(job: dict[str, object]) -> str:
    """Of all that the client can see, its progress apart."""
    rest = {name: value for name, value in job.items() if name != "progress"}
    return f"{_digest(rest)}-{_digest(job['progress'])}"


def _digest(data: object) -> str:
    return sha256(JSONRenderer().render(data)).hexdigest()[:16]
