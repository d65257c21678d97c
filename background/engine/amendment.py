"""Changes what an open transaction is going to send."""

from django.db import connections

from background.engine.carrier import on_commit
from background.engine.envelope import Envelope
from background.engine.push import Push


class Amendment:
    """Lies among the calls that a transaction makes when it commits, before the push that it changes, and leaves with its savepoint."""

    def __init__(self, push: Push, job_id: str, envelope: Envelope | None) -> None:
        self.push = push
        self.job_id = job_id
        self._envelope = envelope

    @property
    def calls_off(self) -> bool:
        return self._envelope is None

    def __call__(self) -> None:
        instead = [self._envelope] if self._envelope else []
        self.push.envelopes = [kept for envelope in self.push.envelopes for kept in (instead if envelope.id == self.job_id else [envelope])]


def amend(job_id: str, envelope: Envelope | None, *, database: str) -> bool:
    """Let the open transaction send this job so, or, with None, not at all. False where it is not this transaction that makes it."""
    calls = connections[database].run_on_commit
    for position, (_, call, *_) in enumerate(calls):
        if isinstance(call, Push) and any(made.id == job_id for made in call.envelopes):
            on_commit(Amendment(call, job_id, envelope), database=database)
            calls.insert(position, calls.pop())
            return True
    return False
