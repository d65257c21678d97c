"""One attempt at one job, from its bytes to its outcome."""

import logging
from dataclasses import dataclass
from datetime import datetime

import msgspec

from background.engine import registry
from background.engine.context import calling
from background.engine.decide import decide
from background.engine.events import Event, Kind
from background.engine.job import Job
from background.engine.options import Options
from background.engine.outcome import Dead, Outcome, RetryIn, Succeeded
from background.engine.payload import decode
from background.engine.processor import processor_of

log = logging.getLogger("background.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A claimed job. `attempt` counts its executions, `crashes` those that ended with their worker's death."""

    id: str
    name: str
    queue: str
    payload: bytes
    options: Options
    attempt: int
    crashes: int = 0
    created_at: datetime | None = None
    request_id: str = ""

    def event(self, kind: Kind, *, error: str = "", seconds: float = 0.0) -> Event:
        return Event(
            kind=kind,
            job_id=self.id,
            name=self.name,
            queue=self.queue,
            attempt=self.attempt,
            request_id=self.request_id,
            error=error,
            seconds=seconds,
        )


def run(claimed: Run) -> Outcome:
    """Decode the payload, call the handler, and say how it ended. Raises nothing that a handler raised."""
    try:
        return Succeeded(execute(claimed))
    except Exception as error:  # whatever a handler raises is an outcome
        return verdict(claimed, error)


def execute(claimed: Run) -> bytes:
    """Decode the payload and call the handler: its result as JSON, or its error raised."""
    with calling(request_id=claimed.request_id, owner=claimed.options.owner):
        return _as_json(claimed, processor_of(claimed.queue).process(_job(claimed)))


def verdict(claimed: Run, error: Exception) -> RetryIn | Dead:
    """What follows when this run raised that."""
    permanent = processor_of(claimed.queue).permanent
    return decide(error, attempt=claimed.attempt - claimed.crashes, options=claimed.options, permanent=permanent)


def _job(claimed: Run) -> Job[object]:
    return Job(
        id=claimed.id,
        name=claimed.name,
        queue=claimed.queue,
        data=decode(registry.find(claimed.name).payload, claimed.payload),
        attempt=claimed.attempt,
        max_attempts=claimed.options.max_attempts,
        created_at=claimed.created_at,
        request_id=claimed.request_id,
    )


def _as_json(claimed: Run, result: object) -> bytes:
    try:
        return msgspec.json.encode(result)
    except (TypeError, ValueError):
        # The work is done: running it again because of its return value would do it twice.
        log.warning("result is not JSON", extra={"job_id": claimed.id, "job": claimed.name, "result_type": type(result).__name__})
        return b"null"
