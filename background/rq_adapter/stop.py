"""Calls many jobs of one queue off, whatever they are doing."""

from collections.abc import Sequence

from background.exceptions import UnreadableData
from background.rq_adapter.cancel import Cancellation, cancel
from background.rq_adapter.changes import Changes
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import job_key

REASON = "stopped by an operator"


def stop(queue: str, job_ids: Sequence[str | bytes]) -> Changes:
    """Those that run are asked to stop, and ended a little later if they do not; those that have gone back into line end at once.

    Raises:
        QueueUnavailable: Redis does not answer; what it was already told is done.
    """
    changes = Changes()
    for job_id in (given if isinstance(given, str) else given.decode(errors="replace") for given in job_ids):
        if refusal := _stop(queue, job_id):
            changes.refused[job_id] = refusal
        else:
            changes.changed.append(job_id)
    return changes


def _stop(queue: str, job_id: str) -> str:
    """Why not, or nothing."""
    try:
        with reachable():
            origin = connection().hget(job_key(job_id), "origin")
    except UnreadableData:
        return "unreadable"
    if origin != queue.encode():
        return "missing"
    return "it has ended" if cancel(job_id, reason=REASON) is Cancellation.TOO_LATE else ""
