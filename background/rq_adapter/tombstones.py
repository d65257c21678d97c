"""What is left of deleted jobs until the ledger has noted that they were deleted."""

from collections.abc import Iterable
from itertools import batched

from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.round_trips import ASKED_TOGETHER

DELETED = "deleted"
"""What delete.lua notes of a job that waited, and the field by which it marks a tombstone."""


def clear_tombstones(job_ids: Iterable[str]) -> None:
    """How these jobs ended is noted. One that was let start afresh meanwhile stays.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        for batch in batched(job_ids, ASKED_TOGETHER):
            scripts.call(connection(), "clear_tombstones", *batch)
