"""The measured work as jobs of this project."""

from dataclasses import dataclass

from background.constants import QueueName
from background.engine.declare import JobQueue
from background.engine.job import Job
from config.bench.jobs import plain

queue = JobQueue(QueueName.DEFAULT)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Stock RQ's jobs carry no arguments either."""


@queue.job("bench-noop", Nothing)
def noop(job: Job[Nothing]) -> None:
    plain.noop()


@queue.job("bench-sleeper", Nothing)
def sleeper(job: Job[Nothing]) -> None:
    plain.sleeper()
