"""Lets jobs that have ended, or that wait for their time, start afresh."""

from collections.abc import Sequence
from datetime import UTC, datetime

from background.engine.events import Event, Kind, announce
from background.rq_adapter.changes import Changes, change
from background.rq_adapter.hash_values import iso


def requeue(queue: str, job_ids: Sequence[str | bytes]) -> Changes:
    """Their attempts start again, their priority stays, their dead letters go, and a sleeping worker wakes at once.

    Only a job that has ended, or is delayed, held back or parked is restarted.
    """
    changes = change("requeue", queue, job_ids, iso(datetime.now(UTC)))
    for job_id, name in changes.names.items():
        announce(Event(kind=Kind.ADDED, job_id=job_id, name=name, queue=queue))
    return changes
