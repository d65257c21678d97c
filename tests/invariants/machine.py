"""Random lives of jobs, and what must be true after each step of them."""

from hypothesis.stateful import invariant

from background.constants import JobState
from background.ledger.browse import as_they_are
from background.models import JobRecord
from background.models.job_record import OPEN_STATES
from background.rq_adapter.claims import Claim
from tests.background.worker import next_of
from tests.invariants.operators import Operators
from tests.invariants.places import BELONGS, is_sound, places, statuses, stories
from tests.invariants.producers import Producers
from tests.invariants.workers import SUCCESS, Workers

MOST_ROUNDS = 5


class Jobs(Producers, Workers, Operators):
    @invariant()
    def accepted_is_kept(self) -> None:
        jobs = as_they_are(list(JobRecord.objects.filter(id__in=self.model.lives)))
        assert {job.id for job in jobs} == set(self.model.lives)
        for job in jobs:
            life = self.model.lives[job.id]
            if life.is_unique and job.note.startswith("not accepted"):
                life.end = JobState.CANCELLED  # another one stands for it, which was accepted while Redis had forgotten this one
            assert (job.state if job.state.is_final else None) == life.end, f"{job} is not as {life}"

    @invariant()
    def an_id_is_where_its_status_says_and_nowhere_else(self) -> None:
        known, found = statuses(self.redis), places(self.redis)
        for job_id, status in known.items():
            (place,) = found[job_id]
            assert place in BELONGS[status], (job_id, status, place)
        assert set(found) == set(known)

    @invariant()
    def what_was_rolled_back_never_was(self) -> None:
        assert not self.model.never & set(statuses(self.redis))
        assert not JobRecord.objects.filter(id__in=self.model.never).exists()

    @invariant()
    def every_life_is_told_in_order_and_ends_once(self) -> None:
        told = stories(self.redis)
        assert all(is_sound(told[job_id]) for job_id in self.model.lives if job_id in told), told

    def teardown(self) -> None:
        """Whatever has happened, every accepted job can be driven to its end."""
        if self.is_paused:
            self.pause_or_resume()
        for _ in range(MOST_ROUNDS):
            self._work_off()
        self.accepted_is_kept()
        assert self.model.open == []
        assert not JobRecord.objects.filter(state__in=OPEN_STATES).exists()

    def _work_off(self) -> None:
        for act in (self.record, self.relay, self.reconcile, self.reconcile, self.every_worker_dies, self.hours_pass):
            act()
        while isinstance(taken := next_of(self.desk), Claim):
            self.settle(taken, SUCCESS)
        self.record()
