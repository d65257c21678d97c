"""Jobs that have the key of one that is to be sent: in Redis, or among those that wait for the same transaction."""

from collections.abc import Sequence

from django.db import connections, transaction

from background.engine.amendment import Amendment
from background.engine.carrier import Carrier
from background.engine.envelope import Envelope
from background.engine.push import Push
from background.exceptions import JobNotUnique, QueueUnavailable


class Note:
    """Lies among the calls that a transaction makes when it commits, and leaves with them when a savepoint is rolled back."""

    def __init__(self, push: Push) -> None:
        self.push = push

    def __call__(self) -> None:
        """The transaction has committed; there is nothing to do but to go."""


def of(carrier: Carrier, envelopes: Sequence[Envelope], database: str) -> dict[str, str]:
    """For the envelopes that need not be sent, by their ids, the jobs that stand for them.

    Asks only where the push, which knows best, comes too late: it waits for a transaction, or a ledger would note in vain, or one of
    many is refused when the others are sent.

    Raises:
        JobNotUnique: another job has the key of one, and its policy is to reject.
    """
    rule = envelopes[0].unique if envelopes else None
    waits = connections[database].in_atomic_block if rule else False
    if not rule or not (waits or envelopes[0].recorded or (rule.rejects and len(envelopes) > 1)):
        return {}
    standing: dict[str, str] = {}
    promised = _noted(database) if waits else {}
    for envelope, rival in zip(envelopes, _asked(carrier, envelopes), strict=True):
        earlier = "" if rule.replaces else promised.get(envelope.unique_key, "")
        if holder := earlier or rival:
            standing[envelope.id] = _accepted_instead(envelope, holder)
        else:
            promised[envelope.unique_key] = envelope.id
    return standing


def refused(push: Push) -> dict[str, str]:
    """For the envelopes that were not accepted, by their ids, the jobs that stand for them.

    Raises:
        JobNotUnique: the policy of one is to reject.
    """
    if not push.envelopes or not push.envelopes[0].unique:
        return {}
    return {
        envelope.id: _accepted_instead(envelope, receipt.job_id)
        for envelope, receipt in zip(push.envelopes, push.receipts, strict=True)
        if receipt.job_id != envelope.id
    }


def note(push: Push, database: str) -> None:
    """Let the next jobs of this transaction see these."""
    if push.envelopes and push.envelopes[0].unique:
        transaction.on_commit(Note(push), using=database)


def _asked(carrier: Carrier, envelopes: Sequence[Envelope]) -> Sequence[str]:
    try:
        return carrier.rivals(envelopes)
    except QueueUnavailable:
        if not envelopes[0].recorded:
            raise
        return [""] * len(envelopes)  # the ledger accepts them; whether they are unique is seen when Redis is back


def _noted(database: str) -> dict[str, str]:
    """The keys of jobs that wait for this transaction, and their ids; not of those that it has called off."""
    noted: dict[str, str] = {}
    called_off: set[str] = set()
    for _, call, *_ in connections[database].run_on_commit:
        if isinstance(call, Amendment) and call.calls_off:
            called_off.add(call.job_id)
        elif isinstance(call, Note) and not call.push.is_done:
            for envelope in call.push.envelopes:
                if envelope.id not in called_off:
                    noted.setdefault(envelope.unique_key, envelope.id)
    return noted


def _accepted_instead(envelope: Envelope, holder: str) -> str:
    if envelope.unique and envelope.unique.rejects:
        fields = ", ".join(envelope.unique.key) if envelope.unique.key else "all fields"
        raise JobNotUnique(f"job {envelope.name!r} is unique by {fields}; job {holder} has the key", job_id=holder)
    return holder
