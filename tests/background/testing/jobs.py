"""Jobs that make jobs, and one that reports."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from background.constants import QueueName
from background.engine.backoff import fixed
from background.engine.declare import JobQueue
from background.engine.job import Job
from tests.background.jobs import Note, ran, remember

queue = JobQueue(QueueName.DEFAULT)


@dataclass(frozen=True, kw_only=True)
class Bill:
    total: Decimal


@queue.job("test-bill", Note)
def bill(job: Job[Note]) -> Bill:
    job.progress(50, "adding up")
    return Bill(total=Decimal(job.data.text))


@queue.job("test-family", Note)
def family(job: Job[Note]) -> None:
    remember.enqueue(text="child")
    ran.append("parent")


@queue.job("test-forever", Note)
def forever(job: Job[Note]) -> None:
    forever.enqueue()


@queue.job("test-third-time", Note, max_attempts=3, backoff=fixed(timedelta(hours=2)))
def third_time(job: Job[Note]) -> int:
    if not job.is_last_attempt:
        raise ConnectionError(f"attempt {job.attempt}")
    return job.attempt
