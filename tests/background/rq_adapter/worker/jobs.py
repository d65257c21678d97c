"""Jobs that misbehave, or that show how they are run. What they do is seen in a file, because many run in other processes."""

import asyncio
import contextlib
import ctypes
import gc
import os
import random
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from background.constants import QueueName
from background.engine import cancellation
from background.engine.backoff import fixed
from background.engine.declare import JobQueue
from background.engine.job import Job
from background.engine.timeouts import SoftTimeout

queue = JobQueue(QueueName.DEFAULT)
together = threading.Barrier(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """`path`: a file that gets a line."""

    path: str = ""
    seconds: float = 0.0


def leave(job: Job[Trace], line: object) -> None:
    with Path(job.data.path).open("a") as file:
        file.write(f"{line}\n")


@queue.job("test-pid", Trace)
def pid(job: Job[Trace]) -> int:
    return os.getpid()


@queue.job("test-left-alone", Trace)
def left_alone(job: Job[Trace]) -> int:
    """How many objects Python's collector leaves alone."""
    return gc.get_freeze_count()


@queue.job("test-random", Trace)
def draw(job: Job[Trace]) -> float:
    return random.random()  # noqa: S311  # nothing secret


@queue.job("test-has-urls", Trace)
def has_urls(job: Job[Trace]) -> bool:
    return settings.ROOT_URLCONF in sys.modules


@queue.job("test-ask-for-a-url", Trace, max_attempts=1)
def ask_for_a_url(job: Job[Trace]) -> str:
    return reverse("admin:index")


@queue.job("test-meet", Trace, max_attempts=1)
def meet(job: Job[Trace]) -> int:
    """Ends only when five of its kind run at the same time."""
    return together.wait(60)


@queue.job("test-async", Trace)
async def wait_politely(job: Job[Trace]) -> str:
    await asyncio.sleep(0)
    return asyncio.current_task().__class__.__name__


@queue.job("test-sleep", Trace, max_attempts=3, backoff=fixed(timedelta()))
def sleep(job: Job[Trace]) -> None:
    leave(job, os.getpid())
    time.sleep(job.data.seconds)
    leave(job, "done")


@queue.job("test-willing", Trace)
def stop_when_asked(job: Job[Trace]) -> None:
    leave(job, os.getpid())
    while not cancellation.is_cancelled(job.execution):
        time.sleep(0.01)
    leave(job, "heard")
    cancellation.raise_if_cancelled(job.execution)


@queue.job("test-finish", Trace)
def finish_when_asked(job: Job[Trace]) -> str:
    leave(job, os.getpid())
    while not cancellation.is_cancelled(job.execution):
        time.sleep(0.01)
    leave(job, "heard")
    return "finished all the same"


@queue.job("test-inattentive", Trace)
def never_ask(job: Job[Trace]) -> None:
    leave(job, os.getpid())
    while True:
        time.sleep(0.01)


@queue.job("test-deaf", Trace)
def hear_nothing(job: Job[Trace]) -> None:
    leave(job, os.getpid())
    while True:
        with contextlib.suppress(BaseException):  # this is what it is about
            time.sleep(0.1)


@queue.job("test-tidy-up", Trace, soft_timeout=timedelta(seconds=1))
def tidy_up_when_warned(job: Job[Trace]) -> str:
    try:
        while True:
            time.sleep(0.01)
    except SoftTimeout:
        time.sleep(0.5)  # it is raised once
        return "tidied up"


@queue.job("test-slow", Trace, max_attempts=1, soft_timeout=timedelta(seconds=1))
def take_too_long(job: Job[Trace]) -> None:
    while True:
        time.sleep(0.01)


async def wait_and_tidy_up(job: Job[Trace]) -> None:
    try:
        await asyncio.sleep(60)
    finally:
        leave(job, "tidied up")


async_overrun = queue.job("test-async-overrun", Trace, max_attempts=1, timeout=timedelta(seconds=1))(wait_and_tidy_up)
async_slow = queue.job("test-async-slow", Trace, max_attempts=1, soft_timeout=timedelta(seconds=1))(wait_and_tidy_up)


@queue.job("test-hog", Trace, max_attempts=1, memory_limit=64)
def take_much_memory(job: Job[Trace]) -> int:
    return sum(len(part) for part in [bytearray(1 << 20) for _ in range(int(job.data.seconds))])


kept: list[bytes] = []


@queue.job("test-leak", Trace)
def leak(job: Job[Trace]) -> None:
    """`seconds` is mebibytes."""
    kept.append(b"x" * (int(job.data.seconds) << 20))


@queue.job("test-busy", Trace, max_attempts=1, timeout=timedelta(seconds=1))
def busy(job: Job[Trace]) -> None:
    while True:
        time.sleep(0.01)


@queue.job("test-stubborn", Trace, max_attempts=1, timeout=timedelta(seconds=1))
def stubborn(job: Job[Trace]) -> None:
    subprocess.Popen(["/bin/sh", "-c", f"echo $$ >> {job.data.path}; exec sleep 600"])
    while True:
        with contextlib.suppress(BaseException):  # this is what it is about
            time.sleep(600)


@queue.job("test-exit", Trace, max_attempts=1)
def leave_politely(job: Job[Trace]) -> None:
    sys.exit("bye")


@queue.job("test-os-exit", Trace, max_attempts=1)
def leave_rudely(job: Job[Trace]) -> None:
    os._exit(0)


@queue.job("test-segfault", Trace, max_attempts=1)
def segfault(job: Job[Trace]) -> None:
    ctypes.string_at(0)


@queue.job("test-killed", Trace, max_attempts=1)
def kill_itself(job: Job[Trace]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@queue.job("test-recurse", Trace, max_attempts=1)
def recurse(job: Job[Trace]) -> None:
    recurse(job)


@queue.job("test-open-transaction", Trace)
def leave_a_transaction_open(job: Job[Trace]) -> None:
    transaction.atomic().__enter__()
    User.objects.create_user(email="half@example.org", password="pass phrase", name="Half")


@queue.job("test-count-people", Trace)
def count_people(job: Job[Trace]) -> int:
    return User.objects.count()


@queue.job("test-surrogate", Trace, max_attempts=1)
def raise_a_surrogate(job: Job[Trace]) -> None:
    raise ValueError("bad \ud800")


class Mute(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


@queue.job("test-mute", Trace, max_attempts=1)
def raise_without_words(job: Job[Trace]) -> None:
    raise Mute


@queue.job("test-cycle", Trace, max_attempts=3)
def return_a_cycle(job: Job[Trace]) -> list[object]:
    cycle: list[object] = []
    cycle.append(cycle)
    return cycle


@queue.job("test-huge", Trace)
def return_much(job: Job[Trace]) -> str:
    return "x" * 1_000_000
