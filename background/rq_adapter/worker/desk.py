"""Where a worker gets jobs and hands in what became of them."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from redis.exceptions import RedisError

from background.engine.events import Kind, announce
from background.engine.outcome import Dead, Outcome, Succeeded
from background.engine.telling import announce_called_off, announce_outcome
from background.rq_adapter.claims import LEASE_SECONDS, Claim, Nothing, opened
from background.rq_adapter.job_data import newest
from background.rq_adapter.limits import limits_of
from background.rq_adapter.line import Line
from background.rq_adapter.patience import REFUSALS, patiently
from background.rq_adapter.settlement import arguments, settlement_of
from background.rq_adapter.wire import iso
from background.rq_adapter.worker.gate import Gate

log = logging.getLogger("background.worker")

WAS_CANCELLED = 2
"""What settle.lua and hand_back.lua answer when the job would have run again, had nobody cancelled it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """An attempt that is over. Times are Unix seconds; `peak_memory` is in bytes, 0 where it cannot be told (threads share theirs)."""

    claim: Claim
    outcome: Outcome
    began: float
    ended: float
    peak_memory: int = 0


class Desk:
    """One thread's way to Redis. It waits out trouble: what is handed in gets there, unless the worker must go first.

    Args:
        line: its own; it is closed with the desk.
        gate: says whether one more job may be taken.
    """

    def __init__(self, line: Line, worker: str, queues: Sequence[str], gate: Gate) -> None:
        self.line = line
        self.worker = worker
        self.queues = queues
        self.gate = gate
        self.limits = limits_of(queues)
        self._executions = map(f"{uuid4().hex[:20]}{{:x}}".format, count())

    def close(self) -> None:
        self.line.close()

    def take(self) -> Claim | Nothing:
        """The next job, if there is one and the gate is open.

        Raises:
            RedisError: one of `REFUSALS`.
        """
        if not self.gate.enter():
            return Nothing(None)
        execution = next(self._executions)
        try:
            answer = patiently(lambda: self._call("claim", *self._wishes(execution)), what="claim", give_up=self.gate.is_closed)
        except REFUSALS:
            raise
        except RedisError as error:
            log.warning("no job taken", extra={"worker": self.worker, "error": str(error)[:200]})
            answer = [None, b""]
        return self._taken(answer, execution)

    def hand_in(self, ended: Ended) -> None:
        """Settle."""
        try:
            settled = patiently(lambda: self._call("settle", *self._settlement(ended)), what="settle", give_up=self.gate.must_go)
        except RedisError:
            # Its lease will run out, and a sweep gives it another chance.
            log.exception("outcome not taken", extra={"job_id": ended.claim.job_id, "worker": self.worker})
        else:
            self._announce(ended, settled)

    def exchange(self, ended: Ended) -> Claim | Nothing:
        """Settle and take the next job in one step, or only settle when the gate is shut."""
        if not self.gate.enter():
            self.hand_in(ended)
            return Nothing(None)
        execution = next(self._executions)
        words = (*self._settlement(ended), *self._wishes(execution))
        try:
            settled, answer = patiently(lambda: self._call("advance", *words), what="settle", give_up=self.gate.must_go)
        except RedisError:
            self.gate.turn_back()
            self.hand_in(ended)
            return Nothing(None)
        self._announce(ended, settled)
        return self._taken(answer, execution)

    def hand_back(self, claim: Claim) -> None:
        """Let another worker have it, at the head of its queue and without an attempt used. Tries once: the lease does the rest."""
        try:
            answer = self._call("hand_back", claim.job_id, claim.execution, claim.queue)
        except RedisError as error:
            log.warning("job not handed back, its lease will run out", extra={"job_id": claim.job_id, "error": str(error)})
        else:
            if answer == WAS_CANCELLED:
                announce(claim.run.event(Kind.CANCELLED, error="cancelled while it ran"))
            elif answer:
                announce(claim.run.event(Kind.RETRYING, error="handed back"))

    def _taken(self, answer: object, execution: str) -> Claim | Nothing:
        """What was answered; a job that cannot be read is buried on the spot, and the next one taken."""
        match answer:
            case [bytes() as job_id, bytes() as queue, int() as attempt, list() as values]:
                claim = opened(job_id, queue, attempt, values, execution)
            case [_, bytes() as seconds]:
                self.gate.turn_back()
                return Nothing(float(seconds) if seconds else None)
            case _:
                raise RuntimeError(f"claim.lua answered {answer!r}")
        if not claim.unreadable:
            return claim
        announce(claim.run.event(Kind.ACTIVE))
        now = time.time()
        return self.exchange(Ended(claim=claim, outcome=claim.unreadable, began=now, ended=now))

    def _call(self, script: str, *words: str | bytes | float) -> Any:
        return self.line.call(script, self.worker, *words)

    def _wishes(self, execution: str) -> tuple[str | bytes | int, ...]:
        return (execution, LEASE_SECONDS, iso(datetime.now(UTC)), self.limits, *self.queues)

    def _settlement(self, ended: Ended) -> tuple[str | bytes | int, ...]:
        run = newest(ended.claim.run) if isinstance(ended.outcome, Dead) else ended.claim.run  # its letter shows what the handler left
        settlement = settlement_of(run, ended.outcome)
        return arguments(ended.claim, settlement, began=ended.began, ended=ended.ended, peak_memory=ended.peak_memory)

    def _announce(self, ended: Ended, settled: int) -> None:
        if not settled:
            log.warning("lease was lost, the outcome is somebody else's", extra={"job_id": ended.claim.job_id, "worker": self.worker})
            return
        seconds = ended.ended - ended.began
        self.gate.count(succeeded=isinstance(ended.outcome, Succeeded), seconds=seconds)
        tell = announce_called_off if settled == WAS_CANCELLED else announce_outcome
        tell(ended.claim.run, ended.outcome, seconds=seconds)
