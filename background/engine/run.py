"""One attempt at one job, from its bytes to its outcome."""

import asyncio
import inspect
import logging
from dataclasses import dataclass
from datetime import datetime

import msgspec

from background.constants import MAX_PAYLOAD_BYTES
from background.engine import registry
from background.engine.context import calling
from background.engine.decide import decide
from background.engine.events import Event, Kind
from background.engine.job import Job
from background.engine.options import Options
from background.engine.outcome import Dead, Outcome, RetryIn, Succeeded
from background.engine.payload import decode
from background.engine.processor import processor_of
from background.engine.timeouts import HandedBack

log = logging.getLogger("background.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A claimed job.

    Attributes:
        attempt: 1 on the first execution. One that ended with its worker's death is not counted.
        crashes: the workers that died with it.
        execution: names this lease; only its owner may speak for the job.
    """

    id: str
    name: str
    queue: str
    payload: bytes
    options: Options
    attempt: int
    crashes: int = 0
    execution: str = ""
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
    """Decode the payload, call the handler, and say how it ended. Raises nothing that a handler raised.

    Raises:
        HandedBack: the worker must go; the attempt did not end.
    """
    try:
        return Succeeded(execute(claimed))
    except HandedBack:
        raise
    except BaseException as error:  # whatever a handler raises is an outcome, SystemExit too
        return verdict(claimed, error)


def execute(claimed: Run) -> bytes:
    """Decode the payload and call the handler: its result as JSON, or its error raised."""
    with calling(request_id=claimed.request_id, owner=claimed.options.owner):
        result = processor_of(claimed.queue).process(_job(claimed))
        return _as_json(claimed, asyncio.run(result) if inspect.iscoroutine(result) else result)


def verdict(claimed: Run, error: BaseException) -> RetryIn | Dead:
    """What follows this error, by the job's options and its queue's processor."""
    return decide(error, attempt=claimed.attempt, options=claimed.options, permanent=processor_of(claimed.queue).permanent)


def _job(claimed: Run) -> Job[object]:
    return Job(
        id=claimed.id,
        name=claimed.name,
        queue=claimed.queue,
        data=decode(registry.find(claimed.name).payload, claimed.payload),
        execution=claimed.execution,
        attempt=claimed.attempt,
        max_attempts=claimed.options.max_attempts,
        created_at=claimed.created_at,
        request_id=claimed.request_id,
    )


def _processed(claimed: Run) -> object:
    result = processor_of(claimed.queue).process(_job(claimed))
    return asyncio.run(result) if inspect.iscoroutine(result) else result


def _as_json(claimed: Run, result: object) -> bytes:
    """The result, or null where it cannot be kept: the work is done, and running it again for its result would do it twice."""
    try:
        raw = msgspec.json.encode(result)
    except Exception as error:  # whatever an odd object raises when it is read
        log.warning("result is not JSON", extra={"job_id": claimed.id, "job": claimed.name, "error": str(error)[:200]})
        return b"null"
    if len(raw) > MAX_PAYLOAD_BYTES:
        log.warning("result is too large to keep", extra={"job_id": claimed.id, "job": claimed.name, "bytes": len(raw)})
        return b"null"
    return raw
