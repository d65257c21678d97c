"""Calls jobs off, also those that Redis does not know yet because they wait for others."""

from django.db import transaction
from django.utils import timezone

from background.constants import JobState
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
        if not _call_off_waiting(job_id, reason[:LONGEST_REASON] or "cancelled"):
            raise
        return Cancellation.CANCELLED


def _call_off_waiting(job_id: str, reason: str) -> bool:
    """One that waits for its parents. Unlike those that are called off for their sake it does not wait again when they start afresh."""
    with transaction.atomic():
        rows = JobRecord.objects.select_for_update().filter(id__in=as_uuids([job_id]), state=JobState.PENDING, waiting=True)
        row = rows.first()
        if row is None:
            return False
        JobRecord.objects.filter(id=row.id).update(state=JobState.CANCELLED, waiting=False, finished_at=timezone.now(), note=reason)
    announce(cancelled(row, reason))
    follow([job_id])
    return True
