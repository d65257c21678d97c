"""Forgets jobs."""

from collections.abc import Sequence

from background.rq_adapter.changes import Changes, change


def delete(queue: str, job_ids: Sequence[str | bytes], *, is_noted: bool = False) -> Changes:
    """Nothing is left of what they carried and said, of their dead letters and their places in line. A job that runs is left alone.

    Of one that the ledger follows a tombstone stays until its end is noted, or it would be sent again.

    Args:
        is_noted: the ledger knows how those that have ended did.

    Raises:
        QueueUnavailable: Redis does not answer; what it was already told may have been done.
    """
    return change("delete", queue, job_ids, *(("1",) if is_noted else ()))
