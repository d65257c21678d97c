"""Workers that run jobs, give them back, die with them, and come back too late."""

import time

from hypothesis import strategies as st
from hypothesis.stateful import MultipleResults, multiple, rule

from background.constants import JobState
from background.engine.outcome import Dead, Outcome, RetryIn, Snoozed, Succeeded
from background.interfaces import JobFault
from background.rq_adapter.claims import Claim
from background.rq_adapter.sweep import sweep
from background.rq_adapter.worker.ended import Ended
from tests.background.worker import next_of
from tests.invariants.places import QUEUE
from tests.invariants.world import World

FAULT = JobFault(code="ValueError", message="no", stack="ValueError: no")
SUCCESS = Succeeded(b"1")
OUTCOMES: list[Outcome] = [SUCCESS, RetryIn(3600, FAULT), Snoozed(3600, "later"), Dead("exhausted", FAULT)]
WIP = f"rq:wip:{QUEUE}"


class Workers(World):
    @rule(target=World.claims)
    def claim(self) -> MultipleResults[Claim]:
        taken = next_of(self.desk)
        if not isinstance(taken, Claim):
            return multiple()
        assert not self.is_paused
        assert taken.job_id in self.model.open
        return multiple(taken)

    @rule(claim=World.claims, outcome=st.sampled_from(OUTCOMES))
    def settle(self, claim: Claim, outcome: Outcome) -> None:
        """Also a second time, and also by a worker that lost its lease: then nothing changes."""
        is_owner, before = self._has_lease(claim), self.redis.hgetall(f"rq:job:{claim.job_id}")
        now = time.time()
        self.desk.hand_in(Ended(claim=claim, outcome=outcome, began=now, ended=now))
        if not is_owner:
            assert self.redis.hgetall(f"rq:job:{claim.job_id}") == before
        elif isinstance(outcome, Succeeded):
            self.model.end(claim.job_id, JobState.SUCCEEDED)
        elif isinstance(outcome, Dead):
            self.model.end(claim.job_id, JobState.DEAD)
        else:
            self.model.let_go(claim.job_id)

    @rule(claim=World.claims)
    def hand_back(self, claim: Claim) -> None:
        is_owner = self._has_lease(claim)
        self.desk.hand_back(claim)
        if is_owner:
            self.model.let_go(claim.job_id)

    @rule(claim=World.claims)
    def die(self, claim: Claim) -> None:
        """It gives no sign of life any more. Whoever sweeps will notice."""
        self.redis.zadd(WIP, {claim.entry: 1}, xx=True)

    @rule()
    def every_worker_dies(self) -> None:
        for entry in self.redis.zrange(WIP, 0, -1):
            self.redis.zadd(WIP, {entry: 1})
        self.sweep()

    @rule()
    def sweep(self) -> None:
        expired = [entry.decode().rpartition(":")[0] for entry in self.redis.zrangebyscore(WIP, 0, 1)]
        sweep(self.redis, "sweeper", [QUEUE])
        for job_id in expired:
            self.model.crash(job_id)

    def _has_lease(self, claim: Claim) -> bool:
        return self.redis.zscore(WIP, claim.entry) is not None
