"""Erases what is kept of somebody beside jobs: the answers to their requests, and what batches have prepared."""

from collections import Counter

from background.ledger.groups.prepared import forget_prepared, prepared_about
from background.ledger.idempotency import answers_to

PERSON = "user"
"""Whoever asks over HTTP is a subject of this kind."""


def kept_beside(kind: str, key: str) -> Counter[str]:
    """How much there is of what; nothing is counted where there is none."""
    answers = answers_to(key).count() if kind == PERSON else 0
    return +Counter({"answers": answers, "prepared jobs": len(prepared_about(kind, key))})


def waiting_beside(kind: str, key: str) -> int:
    """How many prepared jobs are to be made yet."""
    return sum(job.waits for job in prepared_about(kind, key))


def forget_beside(kind: str, key: str, *, waiting: bool) -> Counter[str]:
    """How much of what went. A prepared job that is to be made yet goes only with `waiting`."""
    prepared = [job for job in prepared_about(kind, key) if waiting or not job.waits]
    answers = answers_to(key).delete()[0] if kind == PERSON else 0
    return Counter({"answers": answers, "prepared jobs": forget_prepared(prepared)})
