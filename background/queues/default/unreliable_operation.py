"""Fail as often as asked, then succeed: shows what retries and dead letters look like."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypedDict

from background.constants import JobName
from background.engine.backoff import exponential
from background.engine.job import Job
from background.queues.default.declaration import default_queue


class NotThisTime(ConnectionError):
    """A fault that another attempt may mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreliableOperation:
    """`failures`: how many attempts fail before one succeeds."""

    failures: int = 0


class Outcome(TypedDict):
    succeeded_at_attempt: int


@default_queue.job(
    JobName.UNRELIABLE_OPERATION,
    UnreliableOperation,
    max_attempts=3,
    backoff=exponential(timedelta(milliseconds=500)),
    timeout=timedelta(seconds=10),
)
def unreliable_operation(job: Job[UnreliableOperation]) -> Outcome:
    """Fail, or succeed and say at which attempt."""
    job.progress(50, f"attempt {job.attempt} of {job.max_attempts}")
    if job.attempt <= job.data.failures:
        raise NotThisTime(f"attempt {job.attempt} failed, as asked")
    job.progress(100, "done")
    return Outcome(succeeded_at_attempt=job.attempt)
