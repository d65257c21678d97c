"""How many jobs stand where, and how many workers listen, for every queue."""

from collections.abc import Sequence
from typing import Any

from redis import Redis

from background.rq_adapter.keys import prioritised_key, workers_key
from background.rq_adapter.shelves import Shelf


def numbers(connection: Redis, queues: Sequence[str]) -> list[dict[str, Any]]:
    """In one round trip, under the names that django-rq's overview uses. None where a key is not of the kind that RQ writes."""
    seconds, _ = connection.time()
    pipeline = connection.pipeline(transaction=False)
    for queue in queues:
        pipeline.llen(Shelf.QUEUED.key(queue))
        pipeline.zcard(prioritised_key(queue))
        for shelf in (Shelf.STARTED, Shelf.SCHEDULED, Shelf.DEFERRED):
            pipeline.zcard(shelf.key(queue))
        for shelf in (Shelf.FINISHED, Shelf.FAILED):
            pipeline.zcount(shelf.key(queue), seconds, "+inf")
        pipeline.scard(workers_key(queue))
    answers = [answer if isinstance(answer, int) else None for answer in pipeline.execute(raise_on_error=False)]
    width = len(answers) // len(queues)
    return [_named(index, name, answers[index * width : (index + 1) * width]) for index, name in enumerate(queues)]


def _named(index: int, name: str, values: Sequence[int | None]) -> dict[str, Any]:
    level, prioritised, started, scheduled, deferred, finished, failed, workers = values
    return {
        "index": index,
        "name": name,
        "jobs": None if level is None or prioritised is None else level + prioritised,
        "started_jobs": started,
        "scheduled_jobs": scheduled,
        "deferred_jobs": deferred,
        "finished_jobs": finished,
        "failed_jobs": failed,
        "workers": workers,
    }
