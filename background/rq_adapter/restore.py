"""Puts jobs back that Redis lost, as they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from background.engine.envelope import Envelope
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.wire import shared_fields, to_call

RESTORED_TOGETHER = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A job that Redis does not know any more. `attempts` were used up; `due` is when it was to run, None for at once."""

    envelope: Envelope
    attempts: int
    due: datetime | None


def restore(jobs: Sequence[Lost]) -> None:
    """Accept them once more, each under its own id; one that is there after all stays as it is.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        for batch in batched(jobs, RESTORED_TOGETHER):
            pipeline = connection().pipeline(transaction=False)
            for job in batch:
                scripts.call(pipeline, "enqueue", *_arguments(job))
            pipeline.execute()


def _arguments(job: Lost) -> tuple[str | bytes | float, ...]:
    envelope = job.envelope
    fields = (*shared_fields(envelope), *(("attempts", job.attempts) if job.attempts else ()))
    due = job.due.timestamp() if job.due else 0
    shared = (envelope.queue, envelope.name, envelope.options.priority, due, len(fields), *fields)
    return (*shared, envelope.id, to_call(envelope), envelope.limit_key)
