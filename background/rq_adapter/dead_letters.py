"""Reads what failed for good, and lets it start afresh or be forgotten."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import batched, islice

from background.exceptions import JobNotFound
from background.interfaces import DeadLetter
from background.rq_adapter.changes import Changes
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.delete import delete
from background.rq_adapter.keys import DEAD_LETTERS, job_key
from background.rq_adapter.letters import newest_first, opened
from background.rq_adapter.queue_keys import queues_in_use
from background.rq_adapter.requeue import requeue
from background.rq_adapter.round_trips import ASKED_TOGETHER
from background.rq_adapter.shelves import Shelf

NOT_DEAD = "it has no dead letter"

type Act = Callable[[str, Sequence[str | bytes]], Changes]


def letters(offset: int = 0, limit: int = 100, queue: str | None = None) -> list[DeadLetter]:
    """Newest first, of one queue or of all. One that cannot be read is there too, and says so.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        return list(islice(newest_first(_queues(queue)), offset, offset + limit))


def letter_of(job_id: str) -> DeadLetter:
    """The letter of one job.

    Raises:
        JobNotFound: it has none.
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        raw = connection().hget(DEAD_LETTERS, job_id)
    if raw is None:
        raise JobNotFound(f"there is no dead letter of job {job_id!r}; it is not dead, or it has been forgotten")
    return opened(job_id, raw)


def count(queue: str | None = None) -> int:
    """How many jobs failed for good, of one queue or of all."""
    with reachable():
        return sum(int(connection().zcard(Shelf.FAILED.key(name))) for name in _queues(queue))


def replay(job_ids: Sequence[str]) -> Changes:
    """Let these dead jobs start afresh, with all their attempts; their letters go.

    Raises:
        QueueUnavailable: Redis does not answer; what it was already told may have been done.
    """
    return _each(requeue, job_ids)


def discard(job_ids: Sequence[str], *, is_noted: bool = False) -> Changes:
    """Forget these dead jobs and their letters.

    Args:
        is_noted: the ledger knows how they ended.

    Raises:
        QueueUnavailable: Redis does not answer; what it was already told may have been done.
    """
    return _each(partial(delete, is_noted=is_noted), job_ids)


def dead_now(queue: str) -> Iterator[list[str]]:
    """The ids of all that are dead now, oldest first, some hundreds at a time; one that dies meanwhile, or dies again, is not among them.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    key = Shelf.FAILED.key(queue)
    with reachable():
        newest = connection().zrange(key, 0, 0, desc=True, withscores=True)
    after, until = "-inf", newest[0][1] if newest else 0.0
    while True:
        with reachable():
            batch = connection().zrangebyscore(key, after, until, start=0, num=ASKED_TOGETHER, withscores=True)
        if not batch:
            return
        yield [job_id.decode(errors="replace") for job_id, _ in batch]
        after = f"({batch[-1][1]!r}"


def _queues(queue: str | None) -> list[str]:
    return [queue] if queue else queues_in_use()


def _each(act: Act, job_ids: Sequence[str]) -> Changes:
    changes = Changes()
    for batch in batched(dict.fromkeys(job_ids), ASKED_TOGETHER):
        by_queue: dict[str, list[str | bytes]] = {}
        for job_id, queue in zip(batch, _queues_of(batch), strict=True):
            if queue is None:
                changes.refused[job_id] = NOT_DEAD
            else:
                by_queue.setdefault(queue, []).append(job_id)
        for queue, ids in by_queue.items():
            changes += act(queue, ids)
    return changes


def _queues_of(job_ids: Sequence[str]) -> list[str | None]:
    """The queue of each, or None where there is no dead letter."""
    with reachable(), connection().pipeline(transaction=False) as pipeline:
        for job_id in job_ids:
            pipeline.hexists(DEAD_LETTERS, job_id)
            pipeline.hget(job_key(job_id), "origin")
        answers = pipeline.execute(raise_on_error=False)
        return [_queue_of(*found) for found in zip(job_ids, answers[::2], answers[1::2], strict=True)]


def _queue_of(job_id: str, has_letter: object, origin: object) -> str | None:
    if has_letter is not True:
        return None
    # What is left of a job whose hash is gone is found by what its letter says.
    return origin.decode(errors="replace") if isinstance(origin, bytes) else letter_of(job_id)["queue"]
