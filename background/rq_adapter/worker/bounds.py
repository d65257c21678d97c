"""The bounds of a job in a process of its own, seen from inside: a first warning about its time, and its memory."""

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import FrameType

import msgspec

from background.engine.outcome import Dead, Outcome, RetryIn
from background.engine.run import Run, run, verdict
from background.engine.timeouts import SoftTimeout
from background.rq_adapter.worker.memory import MEBIBYTE, address_space


def attempt(claimed: Run) -> Outcome:
    """As `run`, within the job's `soft_timeout` and `memory_limit`."""
    try:
        with _warned_after(claimed.options.soft_timeout), _at_most(claimed.options.memory_limit):
            outcome = run(claimed)
    except (SoftTimeout, MemoryError) as error:
        # The first in the moment after the handler's return, the second when nothing was left to say so with.
        outcome = verdict(claimed, error)
    return _explained(outcome, claimed.options.memory_limit)


@contextmanager
def _warned_after(span: timedelta | None) -> Iterator[None]:
    """Raise `SoftTimeout` once in the main thread when the block takes longer."""
    if span is None:
        yield
        return
    former = signal.signal(signal.SIGALRM, _raise_soft_timeout)
    signal.setitimer(signal.ITIMER_REAL, span.total_seconds())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


def _raise_soft_timeout(signum: int, frame: FrameType | None) -> None:
    raise SoftTimeout


@contextmanager
def _at_most(mebibytes: int | None) -> Iterator[None]:
    """Let the process have so much memory beside what it has. Only Linux says how much that is; elsewhere there is no limit."""
    if mebibytes is None or sys.platform != "linux":
        yield
        return
    former, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = address_space() + mebibytes * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (former, hard))


def _explained(outcome: Outcome, mebibytes: int | None) -> Outcome:
    """Python's own error does not say how much was too much."""
    if mebibytes is None or not isinstance(outcome, RetryIn | Dead) or outcome.fault.code != "MemoryError":
        return outcome
    message = f"it took more than its memory_limit of {mebibytes} MiB: {outcome.fault.message}".rstrip(": ")
    return msgspec.structs.replace(outcome, fault=replace(outcome.fault, message=message))
