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
from background.rq_adapter.worker.child import run_and_exit
from background.rq_adapter.worker.desk import Desk, Ended
from background.rq_adapter.worker.signals import CANCEL, hold, let_go
from background.rq_adapter.worker.slots import CANCEL_GRACE_SECONDS


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
    """Forks from the loop's thread, which is the only one, and reads what the children answer."""

    def __init__(self, number: int, make_desk: Callable[[], Desk]) -> None:
        self.number = number
        self._desk = make_desk()
        self._children: list[Child] = []
        hold(CANCEL)

    def free(self) -> int:
        return self.number - len(self._children)

    def start(self, claim: Claim) -> None:
        announce(claim.run.event(Kind.ACTIVE))
        connections.close_all()  # a connection that two processes share serves neither
        parent, began = os.getpid(), time.time()
        try:
            reader, writer = os.pipe()
            pid = os.fork()
        except OSError as error:
            self._desk.hand_back(claim)
            raise WorkerFailed(f"no process can be started: {error}") from error
        if pid == 0:
            os.close(reader)
            run_and_exit(claim.run, writer, parent)
        os.close(writer)
        os.set_blocking(reader, False)
        with contextlib.suppress(OSError):
            os.setpgid(pid, pid)  # both sides do it, because either may be first
        deadline = time.monotonic() + claim.run.options.timeout.total_seconds()
        self._children.append(Child(pid=pid, claim=claim, pipe=reader, began=began, deadline=deadline))

    def tend(self) -> float | None:
        now = time.monotonic()
        for child in list(self._children):
            child.answer += _read(child.pipe)
            if child.deadline <= now and not child.is_killed:
                child.is_killed = True
                _kill(child)
            if (status := _ended(child)) is not None:
                self._replace(child, status)
        deadlines = [child.deadline for child in self._children if not child.is_killed]
        return max(0.0, min(deadlines) - now) if deadlines else None

    def held(self) -> Iterable[Claim]:
        return [child.claim for child in self._children]

    def cancel(self, claim: Claim, reason: str) -> None:
        for child in self._children:
            if child.claim is claim and not cancellation.is_cancelled(claim.execution):
                cancellation.request(claim.execution, reason)
                child.deadline = min(child.deadline, time.monotonic() + CANCEL_GRACE_SECONDS)
                os.kill(child.pid, CANCEL)

    def abandon(self) -> None:
        for child in self._children:
            _kill(child)
            os.waitpid(child.pid, 0)
            os.close(child.pipe)
            self._desk.hand_back(child.claim)
        self._children.clear()

    def close(self) -> None:
        let_go(CANCEL)
        self._desk.close()

    def _replace(self, child: Child, status: int) -> None:
        """Settle what it did, and put the next job in its place."""
        child.answer += _read(child.pipe)
        os.close(child.pipe)
        _kill(child)  # whatever it started and left behind
        self._children.remove(child)
        outcome = cancellation.explained(child.claim.execution, _outcome(child, status))
        cancellation.withdraw(child.claim.execution)
        ended = Ended(claim=child.claim, outcome=outcome, began=child.began, ended=time.time())
        following = self._desk.exchange(ended)
        if isinstance(following, Claim):
            self.start(following)


def _outcome(child: Child, status: int) -> Outcome:
    try:
        outcome: Outcome = msgspec.json.decode(child.answer, type=Outcome.__value__)
    except msgspec.DecodeError:
        return verdict(child.claim.run, _why_silent(child, status))
    return outcome


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


def _ended(child: Child) -> int | None:
    """Its wait status, or None while it runs."""
    pid, status = os.waitpid(child.pid, os.WNOHANG)
    return status if pid else None


def _kill(child: Child) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)


def _read(pipe: int) -> bytes:
    parts = []
    with contextlib.suppress(BlockingIOError):
        while part := os.read(pipe, 65536):
            parts.append(part)
    return b"".join(parts)
