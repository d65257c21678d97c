"""Where the jobs of a queue stand, as RQ keeps them: one shelf for each state."""

from enum import StrEnum
from typing import Any

from redis import Redis
from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.queue import Queue


class Shelf(StrEnum):
    """Each value is what RQ calls the registry in its key."""

    QUEUED = "queue"
    STARTED = "wip"
    SCHEDULED = "scheduled"
    DEFERRED = "deferred"
    FINISHED = "finished"
    FAILED = "failed"

    def key(self, queue: str) -> str:
        return f"{RQ_KEY_PREFIX}:{self.value}:{queue}"


EXPIRING = frozenset({Shelf.FINISHED, Shelf.FAILED})
"""Their scores say until when a job is kept; what is past it may still be listed, but its hash is gone."""


def count(connection: Redis, queue: str, shelf: Shelf) -> int:
    """How many jobs stand there."""
    if shelf is Shelf.QUEUED:
        return Queue(queue, connection=connection).count
    return int(connection.zcard(shelf.key(queue))) - _expired(connection, queue, shelf)


def job_ids(
    connection: Redis, queue: str, shelf: Shelf, *, offset: int = 0, length: int, newest_first: bool = False
) -> list[tuple[bytes, float]]:
    """Ids with their scores: due times of scheduled jobs, ends of leases of started ones."""
    if shelf is Shelf.QUEUED:
        return [(job_id, 0.0) for job_id in Queue(queue, connection=connection).raw_job_ids(offset, length)]
    start = offset if newest_first else offset + _expired(connection, queue, shelf)
    entries: Any = connection.zrange(shelf.key(queue), start, start + length - 1, desc=newest_first, withscores=True)
    if shelf is Shelf.STARTED:
        return [(entry.rpartition(b":")[0] or entry, score) for entry, score in entries]
    return [(job_id, score) for job_id, score in entries]


def _expired(connection: Redis, queue: str, shelf: Shelf) -> int:
    if shelf not in EXPIRING:
        return 0
    seconds, _ = connection.time()
    return int(connection.zcount(shelf.key(queue), "-inf", seconds))
