"""One log line for every transition of every job."""

import logging

from background.engine.events import Event, Kind, QueueEvents

log = logging.getLogger("background.jobs")

_LEVELS = {Kind.FAILED: logging.WARNING, Kind.STALLED: logging.WARNING, Kind.DEAD: logging.ERROR, Kind.PROGRESS: logging.DEBUG}


class JobLog(QueueEvents):
    """Hears every queue."""

    def hears(self, kind: Kind, queue: str) -> bool:
        return log.isEnabledFor(_LEVELS.get(kind, logging.INFO))

    def hear(self, event: Event) -> None:
        fields = {
            "job_id": event.job_id,
            "job": event.name,
            "queue": event.queue,
            "attempt": event.attempt,
            "request_id": event.request_id,
            "error": event.error,
            "ms": round(event.seconds * 1000),
        }
        log.log(_LEVELS.get(event.kind, logging.INFO), event.kind.value, extra={name: value for name, value in fields.items() if value})
