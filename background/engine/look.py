"""Finds a job: in Redis, which knows best, or else in the ledger, which forgets last; and its attempts, which the ledger alone keeps."""

from background.engine.carrier import carrier
from background.engine.ledger import ledger
from background.exceptions import JobNotFound, QueueUnavailable
from background.interfaces import AttemptSnapshot, JobSnapshot


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


def attempts_of(job_id: str) -> list[AttemptSnapshot]:
    """The runs of one job that are written down, oldest first; without a ledger none."""
    book = ledger()
    return book.attempts_of(job_id) if book else []
