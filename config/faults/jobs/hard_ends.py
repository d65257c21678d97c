"""Jobs that end hard, or do not end."""

import contextlib
import ctypes
import os
import time
from datetime import timedelta

from background.engine.job import Job
from config.faults.jobs.work import Work, left
from config.faults.witness import Deed, note


@left.job("faults-segfault", Work, max_attempts=1)
def segfault(job: Job[Work]) -> None:
    note(Deed.BEGAN, job.data.number)
    time.sleep(job.data.seconds)
    ctypes.string_at(0)


@left.job("faults-os-exit", Work, max_attempts=1)
def os_exit(job: Job[Work]) -> None:
    note(Deed.BEGAN, job.data.number)
    os._exit(0)


@left.job("faults-stubborn", Work, max_attempts=1, timeout=timedelta(seconds=1))
def stubborn(job: Job[Work]) -> None:
    """Ignores whatever is raised in it."""
    note(Deed.BEGAN, job.data.number)
    end = time.monotonic() + job.data.seconds
    while time.monotonic() < end:
        with contextlib.suppress(BaseException):
            time.sleep(end - time.monotonic())
    note(Deed.ENDED, job.data.number)


@left.job("faults-hog", Work, max_attempts=1, memory_limit=64)
def hog(job: Job[Work]) -> int:
    """Takes what it can get, eight mebibytes at a time, up to a gibibyte."""
    note(Deed.BEGAN, job.data.number)
    return len([b"x" * (8 << 20) for _ in range(128)])
