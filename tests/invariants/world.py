"""What every part of the machine shares: a real Redis, a real database, and the model beside them."""

from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize

from background.ledger.reconcile import Reconciler
from background.models import JobAttempt, JobRecord
from background.rq_adapter.claims import Claim
from background.rq_adapter.connection import connection
from tests.background.worker import desk_of
from tests.invariants.model import Model
from tests.invariants.places import QUEUE


class World(RuleBasedStateMachine):
    """Hours pass when scores are moved, workers die when their leases are; nobody waits."""

    handles: Bundle[str] = Bundle("handles")
    claims: Bundle[Claim] = Bundle("claims")

    @initialize()
    def begin(self) -> None:
        self.redis = connection()
        self.redis.flushall()
        JobAttempt.objects.all().delete()
        JobRecord.objects.all().delete()
        self.model, self.reconciler, self.is_paused = Model(), Reconciler(), False
        self.desk = desk_of(self.redis, QUEUE)
