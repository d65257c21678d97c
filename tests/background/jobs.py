"""Jobs that only tests have, and what they did."""

import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from background.constants import QueueName
from background.engine.backoff import fixed
from background.engine.declare import JobQueue
from background.engine.job import Job
from background.engine.secret import Secret
from background.engine.unique import Policy, Unique
from background.exceptions import PermanentFailure

queue = JobQueue(QueueName.DEFAULT)
ran: list[str] = []
log = logging.getLogger("tests.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    text: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    pin: Secret[str]


@queue.job("test-remember", Note)
def remember(job: Job[Note]) -> str:
    ran.append(job.data.text)
    return job.data.text


@queue.job("test-reveal", Pin)
def reveal(job: Job[Pin]) -> int:
    ran.append(job.data.pin.reveal())
    return len(job.data.pin.reveal())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pins:
    pin: Secret[str]
    next_pin: Secret[str]


@queue.job("test-confide", Pin)
def confide(job: Job[Pin]) -> dict[str, list[str]]:
    """Says its secret in its log, in that of the process, and in what it returns."""
    job.log(f"{job.data.pin.reveal()} it is")
    log.warning("it is %s", job.data.pin.reveal(), extra={"pin": job.data.pin.reveal()})
    return {"pins": [f"it is {job.data.pin.reveal()}"]}


@queue.job("test-blab", Pins, max_attempts=2, backoff=fixed(timedelta(hours=1)))
def blab(job: Job[Pins]) -> None:
    """Says its secrets wherever it can, changes one, and fails."""
    pin = job.data.pin.reveal()
    job.log(f"{pin} it is")
    job.progress(50, f"with {pin}")
    _log_trouble_with(pin)
    job.update_data(pin=Secret(f"{job.data.next_pin.reveal()}, too"))
    raise ValueError(f"{pin} became {job.data.pin.reveal()}")


def _log_trouble_with(pin: str) -> None:
    try:
        int(pin)
    except ValueError:
        log.exception("trouble")


@queue.job("test-blurt", Pin, max_attempts=1)
def blurt(job: Job[Pin]) -> None:
    """Says its secret in an error and in the one behind it, and once so that it would be cut in half."""
    pin = job.data.pin.reveal()
    raise ValueError(f"{pin} is wrong{' ' * 1980}{pin}") from LookupError(f"no account has {pin}")


@queue.job("test-only-one", Note, unique=Unique(policy=Policy.REJECT))
def only_one(job: Job[Note]) -> None: ...


@queue.job("test-perishable", Note, expires_at=timedelta(minutes=1))
def perishable(job: Job[Note]) -> None: ...


@queue.job("test-fail", Note, max_attempts=3, backoff=fixed(timedelta()))
def fail(job: Job[Note]) -> None:
    ran.append(f"attempt {job.attempt}")
    raise ValueError(f"no luck with {job.data.text}")


@queue.job("test-give-up", Note, max_attempts=5)
def give_up(job: Job[Note]) -> None:
    ran.append(job.data.text)
    raise PermanentFailure("this will never work")


@queue.job("test-return-object", Note)
def return_object(job: Job[Note]) -> object:
    return object()


@queue.job("test-overrun", Note, max_attempts=1, timeout=timedelta(seconds=1))
def overrun(job: Job[Note]) -> None:
    time.sleep(30)


@queue.job("test-careless", Note, durable=False)
def careless(job: Job[Note]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    path: str
    text: str


@queue.job("test-leave-mark", Mark)
def leave_mark(job: Job[Mark]) -> None:
    """Something outside Redis and the database that tells how often a job ran."""
    with Path(job.data.path).open("a") as marks:
        marks.write(f"{job.data.text}\n")
    time.sleep(0.02)
