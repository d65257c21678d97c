"""The worker's loop: fill the slots, keep house, and sleep until something happens."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait

from redis import RedisError

from background.rq_adapter.claims import Nothing
from background.rq_adapter.worker.bell import Bell
from background.rq_adapter.worker.desk import Desk
from background.rq_adapter.worker.post import Post
from background.rq_adapter.worker.signals import Signals
from background.rq_adapter.worker.slots import TAKEN_TOGETHER, Slots

log = logging.getLogger("background.worker")

LONGEST_SLEEP = 1.0


type Chore = tuple[float, Callable[[], object]]
"""Something to be done every so many seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a worker leaves by itself, and how long its jobs may still take when it must go."""

    burst: bool = False
    max_idle_seconds: float | None = None
    grace_seconds: float = 25.0


class Loop:
    """Runs in the main thread, and never waits for a job."""

    def __init__(self, signals: Signals, bell: Bell, post: Post, desk: Desk, slots: Slots, chores: list[Chore], limits: Limits) -> None:
        self.signals = signals
        self.bell = bell
        self.post = post
        self.desk = desk
        self.slots = slots
        self.chores = dict(enumerate(chores))
        self.limits = limits
        self._done_at = dict.fromkeys(self.chores, float("-inf"))
        self._busy_at = time.monotonic()
        self._due_in: float | None = None

    def run(self) -> None:
        """Until a limit is reached or a signal came; then until the jobs have ended, or their grace has."""
        try:
            while not self._is_over():
                self._keep_house()
                deadline_in = self.slots.tend()
                if self._fill():
                    deadline_in = self.slots.tend()
                self._wait(deadline_in)
            self._wind_up()
        except BaseException:
            self.slots.abandon()
            raise
        finally:
            self.bell.close()
            self.post.bell.close()
            self.slots.close()
            self.desk.close()

    def _is_over(self) -> bool:
        if self.signals.stops:
            return True
        if self._is_busy():
            return False  # and the gate may only seem to be full: a thread asks for jobs that may not be there
        if self.desk.gate.is_full:
            return True
        if self._due_in is None:
            return False
        limit = 0 if self.limits.burst else self.limits.max_idle_seconds
        return limit is not None and time.monotonic() - self._busy_at >= limit

    def _fill(self) -> bool:
        """Take a job for every free slot, as long as there are any; whether there were."""
        self._due_in, began = None, False
        while (free := self.slots.free()) and not self.signals.stops:
            taken = self.desk.take_many(min(free, TAKEN_TOGETHER))
            if isinstance(taken, Nothing):
                self._due_in = float("inf") if taken.seconds is None else taken.seconds
                break
            self._busy_at, began = time.monotonic(), True
            for claim in taken:
                self.slots.start(claim)
        return began

    def _wait(self, deadline_in: float | None) -> None:
        """Until a bell, a signal, the end of a job, a due time or a chore."""
        seconds = min(bound for bound in (LONGEST_SLEEP, self._due_in, deadline_in) if bound is not None)
        if self.limits.burst and not self._is_busy():
            return
        ears = [self.signals.fileno(), *self.slots.ears(), *self._listen()]
        heard = wait(ears, max(0.0, seconds))
        if self.bell.fileno() in heard:
            self.bell.answer()
        if self.post.bell.fileno() in heard:
            self.post.bell.answer()
            _do(self.post.read)
        self.signals.drain()

    def _listen(self) -> list[int]:
        """To the post while a job runs that may be cancelled, to the bell while there is room for one more."""
        bells = [self.post.bell] if self._is_busy() else []
        if self.slots.free() and self.desk.gate.is_open:
            bells.append(self.bell)
        return [bell.fileno() for bell in bells if bell.listen()]

    def _keep_house(self) -> None:
        now = time.monotonic()
        for number, (every, chore) in self.chores.items():
            if now - self._done_at[number] >= every:
                self._done_at[number] = now
                _do(chore)

    def _wind_up(self) -> None:
        """Let running jobs end; a second signal, or the end of their time, hands them back."""
        deadline = time.monotonic() + self.limits.grace_seconds
        has_grace = self.signals.stops > 0
        while self._is_busy() and self.signals.stops < 2 and (not has_grace or time.monotonic() < deadline):
            self._keep_house()
            self._due_in = 0.1
            self._wait(self.slots.tend())
            has_grace = has_grace or self.signals.stops > 0
        if self._is_busy():
            log.warning("jobs handed back", extra={"jobs": [claim.job_id for claim in self.slots.held()]})
            self.slots.abandon()

    def _is_busy(self) -> bool:
        return self.slots.free() < self.slots.number


def _do(chore: Callable[[], object]) -> None:
    try:
        chore()
    except RedisError as error:  # which the next look for a job waits out
        log.warning("chore not done", extra={"error": str(error)[:200]})
    except Exception:
        # Whatever it is, the other chores keep jobs alive.
        log.exception("chore not done")
