"""Opens dead letters."""

import heapq
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import NamedTuple

import msgspec

from background.interfaces import DeadLetter
from background.rq_adapter.connection import connection
from background.rq_adapter.keys import DEAD_LETTERS
from background.rq_adapter.shelves import Shelf

READ_TOGETHER = 100
"""Letters to a round trip; each may hold a traceback of 20 KB."""


class Place(NamedTuple):
    """Where a letter lies among all: until when it is kept (Unix seconds), and the job's id as it lies in Redis."""

    until: float
    job_id: bytes


def newest_first(queues: Sequence[str]) -> Iterator[DeadLetter]:
    """Those of these queues, read as they are asked for."""
    return (letter for _, letter in placed(queues) if letter)


def placed(queues: Sequence[str], below: Place | None = None) -> Iterator[tuple[Place, DeadLetter | None]]:
    """The same with their places, from the one after `below` on. Stock RQ lists failures for which nobody wrote a letter."""
    shelves = heapq.merge(*(_dead_of(queue, below) for queue in queues), reverse=True)
    for batch in batched(shelves, READ_TOGETHER):
        found = connection().hmget(DEAD_LETTERS, [place.job_id for place in batch])
        for place, raw in zip(batch, found, strict=True):
            yield place, None if raw is None else opened(place.job_id.decode(errors="replace"), raw)


def _dead_of(queue: str, below: Place | None) -> Iterator[Place]:
    """Newest first."""
    start, highest = 0, repr(below.until) if below else "+inf"
    while page := connection().zrange(
        Shelf.FAILED.key(queue), highest, "-inf", desc=True, byscore=True, offset=start, num=READ_TOGETHER, withscores=True
    ):
        places = [Place(until, job_id) for job_id, until in page]
        yield from (place for place in places if below is None or place < below)
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
