"""Forgets jobs."""

from collections.abc import Sequence

from background.rq_adapter.changes import Changes, change


def delete(queue: str, job_ids: Sequence[str | bytes]) -> Changes:
    """Nothing is left of them: no hash, no results, no dead letter, no place in line. A job that runs is left alone."""
    return change("delete", queue, job_ids)
