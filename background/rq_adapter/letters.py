"""Opens dead letters."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import batched

import msgspec

from background.interfaces import DeadLetter
from background.rq_adapter.connection import connection
from background.rq_adapter.keys import DEAD_LETTERS
from background.rq_adapter.shelves import Shelf

READ_TOGETHER = 100
"""Letters to a round trip; each may hold a traceback of 20 KB."""


def newest_first(queues: Sequence[str]) -> Iterator[DeadLetter]:
    """Those of these queues, read as they are asked for."""
    shelves = heapq.merge(*map(_dead_of, queues), key=lambda entry: -entry[1])
    for batch in batched(shelves, READ_TOGETHER):
        ids = [job_id for job_id, _ in batch]
        for job_id, raw in zip(ids, connection().hmget(DEAD_LETTERS, ids), strict=True):
            if raw is not None:  # stock RQ lists failures for which nobody wrote a letter
                yield opened(job_id.decode(errors="replace"), raw)


def _dead_of(queue: str) -> Iterator[tuple[bytes, float]]:
    """Ids and until when they are kept, newest first."""
    start = 0
    while page := connection().zrange(Shelf.FAILED.key(queue), start, start + READ_TOGETHER - 1, desc=True, withscores=True):
        yield from page
        start += len(page)


def opened(job_id: str, raw: bytes) -> DeadLetter:
    """The letter, or one that says that it cannot be read."""
    try:
        return msgspec.json.decode(raw, type=DeadLetter)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return DeadLetter(
            name="",
            queue="",
            originalJob={"id": job_id, "data": None, "opts": {}},
            error={"message": "the dead letter cannot be read", "stack": "", "code": "unreadable", "reason": "unreadable"},
            failedAt="",
            attempts=0,
        )
