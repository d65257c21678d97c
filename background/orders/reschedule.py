"""The order to let a job wait for another time."""

from datetime import datetime, timedelta

from django.contrib.admin.models import CHANGE

from background.exceptions import JobNotFound, NotWaiting
from background.interfaces import JobSnapshot
from background.ledger.reschedule import reschedule
from background.orders.entry import entered
from background.orders.orderer import Orderer


def move(job: JobSnapshot, run_after: datetime | timedelta, *, by: Orderer) -> datetime:
    """Let it begin at this time and not before; a timedelta counts from now. Answers the time.

    Raises:
        JobNotFound: nobody knows it any more.
        NotWaiting: it does not wait for its time, or has begun before.
        DatabaseError: it could not be written down, and was not done; or that it was done could not.
        QueueUnavailable: Redis does not answer.
    """
    name = f"1 job of queue {job.queue}"
    begin = f"in {run_after}" if isinstance(run_after, timedelta) else f"at {run_after.isoformat()}"
    with entered(by, CHANGE, f"Let {name} begin {begin}: {job.id}", object_id=job.id, name=name) as entry:
        try:
            due = reschedule(job.id, run_after)
        except (JobNotFound, NotWaiting):
            entry.settle()
            raise
        entry.tell(f"Moved {name} to {due.isoformat()}: {job.id}")
    return due
