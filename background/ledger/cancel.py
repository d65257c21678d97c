"""Calls jobs off, also those that Redis does not know: because they wait for others, or for Redis, or because it has forgotten them."""

from django.db import transaction
from django.utils import timezone

from background.constants import JobState
from background.engine.databases import ledger_databases
from background.engine.events import announce
from background.exceptions import JobNotFound
from background.ledger.groups.follow import follow
from background.ledger.groups.release import cancelled
from background.ledger.ids import as_uuids
from background.models import JobRecord
from background.rq_adapter import cancel as in_redis
from background.rq_adapter.cancel import LONGEST_REASON, Cancellation


def cancel(job_id: str, *, reason: str = "") -> Cancellation:
    """A job that waits is cancelled; one that runs is asked to stop, and ended a little later if it does not; one that ended stays.

    Raises:
        JobNotFound: nobody knows this id.
        QueueUnavailable: Redis does not answer.
    """
    try:
        return in_redis.cancel(job_id, reason=reason)
    except JobNotFound:
        for using in ledger_databases():
            if outcome := _call_off(job_id, reason[:LONGEST_REASON] or "cancelled", using):
                return outcome
        raise


def _call_off(job_id: str, reason: str, using: str) -> Cancellation | None:
    """None where this database does not know it. Unlike those that are called off for their parents' sake it does not wait again."""
    with transaction.atomic(using=using):
        row = JobRecord.objects.using(using).select_for_update().filter(id__in=as_uuids([job_id])).first()
        if row is None:
            return None
        if JobState(row.state).is_final:
            return Cancellation.TOO_LATE
        ended = {"state": JobState.CANCELLED, "waiting": False, "finished_at": timezone.now(), "note": reason}
        JobRecord.objects.using(using).filter(id=row.id).update(**ended)
    announce(cancelled(row, reason))
    follow([job_id])
    return Cancellation.CANCELLED
