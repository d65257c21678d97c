"""The worker of `manage.py rqworker`: claim, run, settle, one job at a time."""

import logging
import signal
import time
from types import FrameType
from typing import Any

import rq
from django.db import close_old_connections
from redis.exceptions import RedisError

from background.engine.events import Kind, announce
from background.engine.modules import load_workers
from background.engine.outcome import Dead, Outcome, RetryIn, Succeeded
from background.engine.run import Run
from background.rq_adapter.attempt import Unreadable, attempt, open_claim
from background.rq_adapter.claims import Claim, Claims, Nothing
from background.rq_adapter.leases import Leases
from background.rq_adapter.patience import patiently
from background.rq_adapter.settlement import settle, settlement_of
from background.rq_adapter.sweep import SWEEP_EVERY, sweep

log = logging.getLogger("background.worker")


class Worker(rq.Worker):
    """RQ's worker in everything that others see of it (its registration, its name, its counters); its loop is our own."""

    @property
    def connection_timeout(self) -> int:
        """Seconds after which a Redis that does not answer counts as gone. RQ waits seven minutes, for its blocking pop."""
        return 10

    def work(  # type: ignore[override]  # RQ's other arguments say how to log and to schedule, which is not this loop's business
        self,
        burst: bool = False,  # noqa: FBT001, FBT002  # RQ's signature
        max_jobs: int | None = None,
        max_idle_time: int | None = None,
        **_: object,
    ) -> bool:
        """Run jobs until told to stop; with `burst`, until none is ready; with `max_jobs`, that many at most.

        Returns:
            Whether any job was run.
        """
        load_workers()
        self.register_birth()
        self._install_signal_handlers()
        self.done = 0
        self._swept_at = 0.0
        self._busy_at = time.monotonic()
        self._claims = Claims(self.connection, self.name, self.queue_names())
        log.info("worker listens", extra={"worker": self.name, "queues": self.queue_names()})
        try:
            with Leases(self.connection, self.name) as self._leases:
                self._loop(burst=burst, max_jobs=max_jobs, max_idle_time=max_idle_time)
        finally:
            self._leave()
        return self.done > 0

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """First signal: finish the job in hand, then leave. The second ends the process; the lease brings the job back."""
        self._stop_requested = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def _loop(self, *, burst: bool, max_jobs: int | None, max_idle_time: int | None) -> None:
        while not self._stop_requested and (max_jobs is None or self.done < max_jobs):
            self._sweep_when_due()
            taken = self._patiently(self._claims.take, what="claim")
            if isinstance(taken, Claim):
                self._carry_out(taken)
            elif burst or (max_idle_time is not None and time.monotonic() - self._busy_at > max_idle_time):
                return
            elif taken is not None:
                self._sleep(taken)

    def _sleep(self, nothing: Nothing) -> None:
        self._patiently(lambda: self._claims.sleep(nothing), what="sleep")

    def _carry_out(self, claim: Claim) -> None:
        self._leases.hold(claim)
        try:
            match open_claim(claim):
                case Unreadable(run, outcome):
                    self._settle(claim, run, outcome, began=time.time())
                case run:
                    announce(run.event(Kind.ACTIVE))
                    began = time.time()
                    self._settle(claim, run, self._attempt(run), began=began)
        finally:
            self._leases.let_go(claim)
            self.done += 1
            self._busy_at = time.monotonic()

    def _attempt(self, run: Run) -> Outcome:
        close_old_connections()
        try:
            return attempt(run, self.death_penalty_class)
        finally:
            close_old_connections()

    def _settle(self, claim: Claim, run: Run, outcome: Outcome, *, began: float) -> None:
        ended = time.time()
        settlement = settlement_of(run, outcome)
        settled = self._patiently(
            lambda: settle(self.connection, self.name, claim, settlement, began=began, ended=ended), what="settle", though_stopping=True
        )
        if settled:
            _announce_outcome(run, outcome, seconds=ended - began)
        else:
            log.warning("lease was lost, the outcome is somebody else's", extra={"job_id": claim.job_id, "worker": self.name})

    def _sweep_when_due(self) -> None:
        if time.monotonic() - self._swept_at > SWEEP_EVERY or not self._swept_at:
            self._swept_at = time.monotonic()
            self._patiently(lambda: sweep(self.connection, self.name, self.queue_names()), what="sweep")

    def _patiently[T](self, act: Any, *, what: str, though_stopping: bool = False) -> Any:
        def give_up() -> bool:
            return self._stop_requested and not though_stopping

        try:
            return patiently(act, what=what, give_up=give_up)
        except RedisError:
            return None

    def _leave(self) -> None:
        try:
            self.register_death()
        except RedisError as error:
            log.warning("worker could not say goodbye", extra={"worker": self.name, "error": str(error)})
        log.info("worker left", extra={"worker": self.name, "jobs": self.done})


def _announce_outcome(run: Run, outcome: Outcome, *, seconds: float) -> None:
    match outcome:
        case Succeeded():
            announce(run.event(Kind.COMPLETED, seconds=seconds))
        case RetryIn(_, fault):
            announce(run.event(Kind.FAILED, error=f"{fault.code}: {fault.message}", seconds=seconds))
            announce(run.event(Kind.RETRYING))
        case Dead(_, fault):
            announce(run.event(Kind.FAILED, error=f"{fault.code}: {fault.message}", seconds=seconds))
            announce(run.event(Kind.DEAD, error=f"{fault.code}: {fault.message}"))
