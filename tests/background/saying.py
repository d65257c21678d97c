"""Jobs that say how they are going, and what tests need to look at them from outside."""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from background.constants import QueueName
from background.engine.backoff import fixed
from background.engine.declare import JobQueue
from background.engine.job import Job
from background.engine.payload import decode
from background.engine.secret import Secret
from background.rq_adapter.claims import Claim
from background.testing import perform

queue = JobQueue(QueueName.DEFAULT)
log = logging.getLogger("shop")
done: list[str] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    name: str
    password: Secret[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """`path`: a file that says when to go on."""

    text: str = ""
    number: int = 0
    path: str = ""
    pin: Secret[int] = field(default_factory=lambda: Secret(0))
    logins: list[Login] = field(default_factory=list)


def job_of(claim: Claim) -> Job[Talk]:
    """What a handler of this claimed job is given."""
    data = decode(Talk, claim.run.payload)
    return Job(id=claim.job_id, name=claim.run.name, queue="default", data=data, execution=claim.execution, attempt=claim.run.attempt)


@queue.job("test-talk", Talk, max_attempts=1)
def talk(job: Job[Talk]) -> None:
    """Every line has its own way to the log."""
    job.log(f"own {job.data.text}")
    log.debug("too low")
    log.warning("logged %s", job.data.text)
    try:
        refuse(job.data.text)
    except ValueError:
        log.exception("caught")


def refuse(text: str) -> None:
    raise ValueError(f"raised {text}")


@queue.job("test-talk-async", Talk, max_attempts=1)
async def talk_async(job: Job[Talk]) -> None:
    async def task(name: str) -> None:
        await asyncio.sleep(0)
        log.info("task %s of %s", name, job.data.text)

    await asyncio.gather(task("a"), task("b"))
    await asyncio.to_thread(log.info, "thread of %s", job.data.text)


@queue.job("test-talk-much", Talk, max_attempts=1)
def talk_much(job: Job[Talk]) -> None:
    for number in range(job.data.number):
        job.log(f"line {number}")


@queue.job("test-talk-and-wait", Talk, max_attempts=1)
def talk_and_wait(job: Job[Talk]) -> None:
    """Says two things, and goes on when its file is there."""
    job.log("one")
    job.log("two")
    job.progress(10)
    job.progress(20, "waiting")
    while not Path(job.data.path).exists():
        time.sleep(0.01)


@queue.job("test-talk-through-trouble", Talk, max_attempts=1)
def talk_through_trouble(job: Job[Talk]) -> None:
    """Speaks before Redis goes, while it is gone, and when it is back."""
    job.log("before")
    wait_for(job, "gone")
    log.info("meanwhile")
    job.progress(50)
    Path(job.data.path, "said").touch()
    wait_for(job, "back")
    job.log("after")
    job.progress(100)


def wait_for(job: Job[Talk], name: str) -> None:
    while not Path(job.data.path, name).exists():
        time.sleep(0.01)


@queue.job("test-unspeakable", Talk, max_attempts=1)
def talk_nonsense(job: Job[Talk]) -> str:
    class Mute:
        def __str__(self) -> str:
            raise RuntimeError("no words")

    log.info("%s", Mute())
    log.info("%d", "no number")
    job.log("bad \ud800")
    job.log("x" * 10_000)
    return "through"


@queue.job("test-talk-twice", Talk, max_attempts=2, backoff=fixed(timedelta()))
def talk_twice(job: Job[Talk]) -> None:
    log.info("attempt %s", job.attempt)
    if not job.is_last_attempt:
        raise ValueError("again")


@queue.job("test-talk-around", Talk, max_attempts=1)
def talk_around(job: Job[Talk]) -> None:
    """Performs another job in its own midst."""
    log.info("before")
    perform(talk, text="within")
    log.info("after")


@queue.job("test-move-on", Talk, max_attempts=3, backoff=fixed(timedelta()))
def move_on(job: Job[Talk]) -> int:
    """Counts in its own data, one number an attempt."""
    job.update_data(number=job.data.number + 1)
    if job.data.number < 3:
        raise ValueError("again")
    return job.data.number


@queue.job("test-charge-card", Talk, max_attempts=3, backoff=fixed(timedelta()))
def charge(job: Job[Talk]) -> str:
    """Charges a card once, in however many attempts."""

    def act() -> dict[str, str]:
        done.append(job.idempotency_key("charge-card"))
        return {"receipt": f"r-{len(done)}"}

    receipt = job.once("charge-card", act)
    if not job.is_last_attempt:
        raise ValueError("again")
    return receipt["receipt"]


@queue.job("test-heed", Talk, max_attempts=1)
def heed(job: Job[Talk]) -> str:
    """Runs until it is cancelled."""
    job.log("begun")
    while not job.is_cancelled:
        time.sleep(0.01)
    job.log("tidied up")
    job.raise_if_cancelled()
    return "never"
