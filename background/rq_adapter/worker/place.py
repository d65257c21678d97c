"""One thread of a worker, and how far it is with its job."""

import ctypes
import queue
import threading
import time
from dataclasses import dataclass, field
from enum import Enum, auto
from math import inf

from background.engine import cancellation
from background.engine.timeouts import HandedBack, JobCancelled, JobTimedOut, SoftTimeout
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker.slots import CANCEL_GRACE_SECONDS

LAST_CHANCE_SECONDS = 1.0
"""A handler past its time has so long to notice; then its job is settled without it."""


class Phase(Enum):
    IDLE = auto()
    GIVEN = auto()
    RUNNING = auto()
    SETTLING = auto()
    LOST = auto()


class Call(Enum):
    """What wakes a thread that rests."""

    WORK = auto()
    LEAVE = auto()


@dataclass(eq=False, slots=True)
class Place:
    """One thread and the job it runs. It is lost once its job was settled or handed back over its head.

    The thread itself calls `enter` and `leave`; what it meets in between, the worker's loop decides.
    """

    thread: threading.Thread | None = None
    inbox: "queue.SimpleQueue[Call]" = field(default_factory=queue.SimpleQueue)
    lock: threading.Lock = field(default_factory=threading.Lock)
    phase: Phase = Phase.IDLE
    claim: Claim | None = None
    began: float = 0.0
    soft_deadline: float = inf
    deadline: float = inf
    raised: type[BaseException] | None = None

    @property
    def due(self) -> float:
        """When something must be raised in its handler, on the monotonic clock; never while it runs none."""
        return min(self.soft_deadline, self.deadline) if self.phase is Phase.RUNNING else inf

    def give(self, claim: Claim) -> None:
        with self.lock:
            self.phase, self.claim, self.began = Phase.GIVEN, claim, time.time()

    def enter(self, claim: Claim) -> None:
        """From here on it may be interrupted.

        Raises:
            HandedBack: the job was taken away before it began.
        """
        with self.lock:
            if self.phase is Phase.LOST:
                raise HandedBack
            now, soft, seconds = time.monotonic(), claim.run.options.soft_timeout, claim.run.options.timeout.total_seconds()
            if cancellation.is_cancelled(claim.execution):
                seconds = min(seconds, CANCEL_GRACE_SECONDS)
            self.soft_deadline, self.deadline = now + soft.total_seconds() if soft else inf, now + seconds
            self.phase, self.raised = Phase.RUNNING, None

    def leave(self) -> None:
        """From here on it will not be interrupted any more."""
        with self.lock:
            if self.phase is Phase.RUNNING:
                self.phase = Phase.SETTLING
            if self.raised:
                # It may not have been delivered yet, and must not be delivered to what comes after the handler.
                _raise_in(threading.get_ident(), None)
                self.raised = None

    def cancel(self, execution: str, reason: str) -> None:
        """Ask its handler to end within `CANCEL_GRACE_SECONDS`, if it still runs this."""
        with self.lock:
            if self.claim and self.claim.execution == execution and self.phase in (Phase.GIVEN, Phase.RUNNING):
                if not cancellation.is_cancelled(execution):
                    self.deadline = min(self.deadline, time.monotonic() + CANCEL_GRACE_SECONDS)
                cancellation.request(execution, reason)

    def interrupt(self) -> bool:
        """Raise in the handler what is due. False when that was the end of its time, was done before, and did not help."""
        now = time.monotonic()
        with self.lock:
            if self.due > now or not self.thread:
                return True
            if self.deadline > now:
                self.raised, self.soft_deadline = SoftTimeout, inf
            elif self.raised in (None, SoftTimeout):
                self.raised, self.soft_deadline, self.deadline = self.overdue(), inf, now + LAST_CHANCE_SECONDS
            else:
                return False
            _raise_in(self.thread.ident or 0, self.raised)
            return True

    def overdue(self) -> type[JobTimedOut | JobCancelled]:
        """Why its time is over."""
        return JobCancelled if self.claim and cancellation.is_cancelled(self.claim.execution) else JobTimedOut

    def lose(self, error: type[BaseException]) -> Claim | None:
        """Take the job out of this place for good. Its thread ends when its handler does; until then it is only memory."""
        with self.lock:
            if self.phase not in (Phase.GIVEN, Phase.RUNNING):
                return None
            if self.phase is Phase.RUNNING and self.thread:
                self.raised = error
                _raise_in(self.thread.ident or 0, error)
            self.phase = Phase.LOST
        self.inbox.put(Call.LEAVE)
        return self.claim


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raise in another thread at its next bytecode, or take back what was not raised yet (CPython C API, PyThreadState_SetAsyncExc)."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(error) if error else None)
