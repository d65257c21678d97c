"""Puts jobs back that Redis lost, as they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from background.engine.envelope import Envelope
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.enqueueing import RESTORE, Words, shared_words, words_of_a_job

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


def _arguments(job: Lost) -> Words:
    envelope = job.envelope
    used_up: tuple[str | int, ...] = ("attempts", job.attempts) if job.attempts else ()
    due = job.due.timestamp() if job.due else 0
    job_id, data, limit_key, key = words_of_a_job(envelope)
    gave_its_key_up = job.attempts and envelope.unique and envelope.unique.frees_at_start
    shared = shared_words(envelope, promised=True, rule=RESTORE, due=due, more_fields=used_up)
    return (*shared, job_id, data, limit_key, "" if gave_its_key_up else key)
