"""Where a worker gets jobs and hands in what became of them."""

import logging
import time
from collections.abc import Iterable, Sequence
from itertools import chain, count, islice
from typing import Any
from uuid import uuid4

from redis.exceptions import RedisError

from background.engine.events import Kind
from background.engine.outcome import Dead, Succeeded
from background.engine.telling import announce_called_off, announce_outcome
from background.rq_adapter.claims import LEASE_SECONDS, Claim, Nothing, opened
from background.rq_adapter.hash_values import iso_of
from background.rq_adapter.job_data import newest
from background.rq_adapter.limits import limits_of
from background.rq_adapter.line import Line
from background.rq_adapter.patience import REFUSALS, patiently
from background.rq_adapter.settlement import arguments, settlement_of
from background.rq_adapter.worker.ended import Ended
from background.rq_adapter.worker.gate import Gate

log = logging.getLogger("background.worker")

type Words = tuple[str | bytes | int, ...]

WAS_CANCELLED = 2
"""What settle.lua and hand_back.lua answer when the job would have run again, had nobody cancelled it."""


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

    def take_many(self, number: int) -> list[Claim] | Nothing:
        """Up to so many jobs, at least one.

        Raises:
            RedisError: one of `REFUSALS`.
        """
        executions = self._executions_for(number)
        if not executions:
            return Nothing(None)
        try:
            answer = patiently(lambda: self._advance(executions, ()), what="claim", give_up=self.gate.is_closed)
        except REFUSALS:
            raise
        except RedisError as error:
            log.warning("no job taken", extra={"worker": self.worker, "error": str(error)[:200]})
            answer = [[], [], b""]
        _, found, seconds = answer
        return self._taken(found, executions) or Nothing(float(seconds) if seconds else None)

    def hand_in(self, ended: Ended) -> None:
        """Settle."""
        try:
            settled = patiently(
                lambda: self.line.call("settle", self.worker, *self._settlement(ended)), what="settle", give_up=self.gate.must_go
            )
        except RedisError:
            # Its lease will run out, and a sweep gives it another chance.
            log.exception("outcome not taken", extra={"job_id": ended.claim.job_id, "worker": self.worker})
        else:
            self._announce(ended, settled)

    def exchange(self, ended: Ended) -> Claim | Nothing:
        """Settle and take the next job in one step, or only settle when the gate is shut."""
        return next(iter(self.exchange_many([ended], 1)), Nothing(None))

    def exchange_many(self, ended: Sequence[Ended], number: int) -> list[Claim]:
        """Settle these and take up to so many jobs, all in one step; none when the gate is shut."""
        executions = self._executions_for(number)
        if not ended and not executions:
            return []
        settlements = [self._settlement(each) for each in ended]
        try:
            answer = patiently(lambda: self._advance(executions, settlements), what="settle", give_up=self.gate.must_go)
        except RedisError:
            answer = [[], [], b""]
        settled, found, _ = answer
        for each, result in zip(ended, settled, strict=False):
            self._announce(each, result)
        for each in ended[len(settled) :]:
            self.hand_in(each)
        return self._taken(found, executions)

    def hand_back(self, claim: Claim) -> None:
        """Let another worker have it, at the head of its queue and without an attempt used. Tries once: the lease does the rest."""
        try:
            answer = self.line.call("hand_back", self.worker, claim.job_id, claim.execution, claim.queue)
        except RedisError as error:
            log.warning("job not handed back, its lease will run out", extra={"job_id": claim.job_id, "error": str(error)})
        else:
            if answer == WAS_CANCELLED:
                claim.run.tell(Kind.CANCELLED, error="cancelled while it ran")
            elif answer:
                claim.run.tell(Kind.RETRYING, error="handed back")

    def _executions_for(self, number: int) -> list[str]:
        """A name for each job that may be taken."""
        return list(islice(self._executions, self.gate.enter(number)))

    def _advance(self, executions: Sequence[str], settlements: Iterable[Words]) -> Any:
        wishes: Words = (LEASE_SECONDS, iso_of(time.time()), self.limits, len(self.queues), *self.queues, len(executions), *executions)
        return self.line.call("advance", self.worker, *wishes, *chain.from_iterable(settlements))

    def _taken(self, found: Sequence[Any], executions: Sequence[str]) -> list[Claim]:
        """What was answered; jobs that cannot be read are buried on the spot, and others taken for them."""
        self.gate.turn_back(len(executions) - len(found))
        claims = [
            opened(job_id, queue, attempt, values, execution)
            for (job_id, queue, attempt, values), execution in zip(found, executions, strict=False)
        ]
        readable = [claim for claim in claims if not claim.unreadable]
        if buried := [self._burial(claim, claim.unreadable) for claim in claims if claim.unreadable]:
            readable += self.exchange_many(buried, len(buried))
        return readable

    def _burial(self, claim: Claim, reason: Dead) -> Ended:
        claim.run.tell(Kind.ACTIVE)
        now = time.time()
        return Ended(claim=claim, outcome=reason, began=now, ended=now)

    def _settlement(self, ended: Ended) -> Words:
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
