"""Calls jobs off."""

from datetime import UTC, datetime
from enum import StrEnum

from background.exceptions import JobNotFound
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.wire import iso

LONGEST_REASON = 500


class Cancellation(StrEnum):
    """What became of the wish."""

    CANCELLED = "cancelled"
    ASKED = "asked"
    TOO_LATE = "too_late"


def cancel(job_id: str, *, reason: str = "") -> Cancellation:
    """A job that waits is cancelled; one that runs is asked to stop, and ended a little later if it does not; one that ended stays.

    Raises:
        JobNotFound: nobody knows this id.
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        answer = scripts.call(connection(), "cancel", job_id, reason[:LONGEST_REASON] or "cancelled", iso(datetime.now(UTC))).decode()
    if answer == "missing":
        raise JobNotFound(f"no job has the id {job_id!r}; it never was, or it has been forgotten")
    return Cancellation(answer) if answer in set(Cancellation) else Cancellation.TOO_LATE
