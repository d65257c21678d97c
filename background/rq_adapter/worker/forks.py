"""Each job in a process of its own, which its worker can end and outlive."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec
from django.db import connections

from background.engine import cancellation
from background.engine.events import Kind, announce
from background.engine.outcome import Outcome
from background.engine.run import verdict
from background.engine.timeouts import JobCancelled, JobTimedOut
from background.exceptions import ProcessDied, WorkerFailed
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker.desk import Desk, Ended
from background.rq_adapter.worker.nursery import Nursery
from background.rq_adapter.worker.signals import CANCEL
from background.rq_adapter.worker.slots import CANCEL_GRACE_SECONDS

_decoder: msgspec.msgpack.Decoder[Outcome] = msgspec.msgpack.Decoder(Outcome.__value__)


@dataclass(eq=False, slots=True, kw_only=True)
class Child:
    """A running process, its job, and the pipe on which it answers."""

    pid: int
    claim: Claim
    pipe: int
    began: float
    deadline: float
    answer: bytes = b""
    is_killed: bool = False


class ForkSlots:
    """Lets the nursery start a process for each job, and reads what it answers."""

    def __init__(self, number: int, make_desk: Callable[[], Desk]) -> None:
        connections.close_all()  # a connection that two processes share serves neither
        self.number = number
        self._nursery = Nursery()
        self._desk = make_desk()
        self._children: dict[int, Child] = {}

    def free(self) -> int:
        return self.number - len(self._children)

    def start(self, claim: Claim) -> None:
        announce(claim.run.event(Kind.ACTIVE))
        began = time.time()
        try:
            pid, pipe = self._nursery.start(claim.run)
        except (OSError, WorkerFailed) as error:
            self._desk.hand_back(claim)
            raise WorkerFailed(f"no process can be started: {error}") from error
        deadline = time.monotonic() + claim.run.options.timeout.total_seconds()
        self._children[pid] = Child(pid=pid, claim=claim, pipe=pipe, began=began, deadline=deadline)

    def tend(self) -> float | None:
        now = time.monotonic()
        for child in self._children.values():
            child.answer += _read(child.pipe)
            if child.deadline <= now and not child.is_killed:
                child.is_killed = True
                _kill(child)
        for pid, status in self._nursery.ended():
            self._replace(self._children.pop(pid), status)
        deadlines = [child.deadline for child in self._children.values() if not child.is_killed]
        return max(0.0, min(deadlines) - now) if deadlines else None

    def ears(self) -> list[int]:
        return [self._nursery.fileno()]

    def held(self) -> Iterable[Claim]:
        return [child.claim for child in self._children.values()]

    def cancel(self, claim: Claim, reason: str) -> None:
        for child in self._children.values():
            if child.claim is claim and not cancellation.is_cancelled(claim.execution):
                cancellation.request(claim.execution, reason)
                child.deadline = min(child.deadline, time.monotonic() + CANCEL_GRACE_SECONDS)
                with contextlib.suppress(ProcessLookupError):  # it has just ended
                    os.kill(child.pid, CANCEL)

    def abandon(self) -> None:
        for child in self._children.values():
            _kill(child)
        remaining = set(self._children)
        with contextlib.suppress(WorkerFailed):  # without their nursery they have ended, too
            while remaining:
                remaining.difference_update(pid for pid, _ in self._nursery.ended(wait=True))
        for child in self._children.values():
            os.close(child.pipe)
            self._desk.hand_back(child.claim)
        self._children.clear()

    def close(self) -> None:
        self._nursery.close()
        self._desk.close()

    def _replace(self, child: Child, status: int) -> None:
        """Settle what it did, and put the next job in its place."""
        child.answer += _read(child.pipe)
        os.close(child.pipe)
        _kill(child)  # whatever it started and left behind
        outcome = cancellation.explained(child.claim.execution, _outcome(child, status))
        cancellation.withdraw(child.claim.execution)
        following = self._desk.exchange(Ended(claim=child.claim, outcome=outcome, began=child.began, ended=time.time()))
        if isinstance(following, Claim):
            self.start(following)


def _outcome(child: Child, status: int) -> Outcome:
    try:
        return _decoder.decode(child.answer)
    except msgspec.DecodeError:
        return verdict(child.claim.run, _why_silent(child, status))


def _why_silent(child: Child, status: int) -> BaseException:
    """What befell a process that ended without a word."""
    if not child.is_killed:
        return ProcessDied(f"its process {_how(status)} before the job ended")
    if cancellation.is_cancelled(child.claim.execution):
        return JobCancelled()
    return JobTimedOut(f"killed: it had not ended {child.claim.run.options.timeout} after it began")


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"was killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"exited with status {os.waitstatus_to_exitcode(status)}"


def _kill(child: Child) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _read(pipe: int) -> bytes:
    parts = []
    with contextlib.suppress(BlockingIOError):
        while part := os.read(pipe, 65536):
            parts.append(part)
    return b"".join(parts)
