"""Orders to call jobs off, and all that are left of a batch."""

from collections.abc import Sequence
from functools import partial

from django.contrib.admin.models import CHANGE

from background.exceptions import JobNotFound
from background.ledger.cancel import cancel
from background.ledger.groups.batch import Batch
from background.models import JobBatch
from background.orders.entry import entered
from background.orders.jobs import Order
from background.orders.orderer import Orderer
from background.rq_adapter.cancel import Cancellation
from background.rq_adapter.changes import Changes

ENDED, FORGOTTEN = "it has ended", "it has been forgotten"
"""Why a job could not be called off."""


def cancelling(reason: str) -> Order[str]:
    """One that runs has been told; it counts as cancelled."""
    return Order(verb="cancel", done="cancelled", flag=CHANGE, act=partial(_cancel, reason=reason))


def call_off(batch: JobBatch, *, reason: str, by: Orderer) -> int:
    """Cancel all its jobs that have not ended; how many there were.

    Raises:
        DatabaseError: it could not be written down, and was not done; or that it was done could not.
        QueueUnavailable: Redis does not answer; what it was already told may have been done.
    """
    wish = f"Cancel all its jobs that have not ended: {reason}"
    with entered(by, CHANGE, wish, object_id=str(batch.id), name=str(batch), model=JobBatch) as entry:
        if number := Batch(str(batch.id), batch.name).cancel(reason):
            entry.tell(f"{number:,} {'job was' if number == 1 else 'jobs were'} cancelled: {reason}")
    return number


def _cancel(_: str, job_ids: Sequence[str], *, reason: str) -> Changes:
    changes = Changes()
    for job_id in job_ids:
        match _outcome(job_id, reason):
            case None:
                changes.refused[job_id] = FORGOTTEN
            case Cancellation.TOO_LATE:
                changes.refused[job_id] = ENDED
            case outcome:
                changes.changed.append(job_id)
                if outcome is Cancellation.ASKED:
                    changes.asked.append(job_id)
    return changes


def _outcome(job_id: str, reason: str) -> Cancellation | None:
    try:
        return cancel(job_id, reason=reason)
    except JobNotFound:
        return None
