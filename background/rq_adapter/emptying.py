"""Forgets what waits in a queue."""

from itertools import batched

from background.rq_adapter.changes import Changes
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.delete import delete
from background.rq_adapter.queue import FORGOTTEN_TOGETHER, Queue


def empty(queue: str, limit: int) -> Changes:
    """Up to so many jobs, those that are next first; whoever follows one is told that it was cancelled.

    Raises:
        QueueUnavailable: Redis does not answer; what it was already told may have been done.
    """
    changes = Changes()
    with reachable():
        for batch in batched(Queue(queue, connection=connection()).raw_job_ids(0, limit), FORGOTTEN_TOGETHER):
            changes += delete(queue, batch)
    return changes
