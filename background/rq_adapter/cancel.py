"""Calls jobs off."""

from datetime import UTC, datetime
from enum import StrEnum

from background.engine.events import Event, Kind, announce
from background.exceptions import JobNotFound
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.hash_values import iso

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
    reason = reason[:LONGEST_REASON] or "cancelled"
    with reachable():
        answer = scripts.call(connection(), "cancel", job_id, reason, iso(datetime.now(UTC)))
    match answer:
        case [b"cancelled", bytes() as name, bytes() as queue, int() as attempt]:
            _announce(job_id, name, queue, attempt, reason)
            return Cancellation.CANCELLED
        case b"asked":
            return Cancellation.ASKED
        case b"missing":
            raise JobNotFound.of(job_id)
        case _:
            return Cancellation.TOO_LATE


def _announce(job_id: str, name: bytes, queue: bytes, attempt: int, reason: str) -> None:
    announce(
        Event(
            kind=Kind.CANCELLED,
            job_id=job_id,
            name=name.decode(errors="replace"),
            queue=queue.decode(errors="replace"),
            attempt=attempt,
            error=reason,
        )
    )
