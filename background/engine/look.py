"""Finds a job: in Redis, which knows best, or else in the ledger, which forgets last."""

from background.engine.carrier import carrier
from background.engine.ledger import ledger
from background.exceptions import JobNotFound, QueueUnavailable
from background.interfaces import JobSnapshot


def look(job_id: str) -> JobSnapshot:
    """What is known of one job now.

    Raises:
        JobNotFound: nobody knows this id.
        QueueUnavailable: Redis does not answer, and no ledger knows the job.
    """
    try:
        return carrier().fetch(job_id)
    except (JobNotFound, QueueUnavailable):
        book = ledger()
        remembered = book.fetch(job_id) if book else None
        if remembered is None:
            raise
        return remembered
