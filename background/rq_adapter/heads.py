"""Who is next in every queue, and since when; and who lives to take it."""

from collections.abc import Sequence
from datetime import datetime

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.hash_values import moment_of
from background.rq_adapter.keys import job_key, line_key, prioritised_key, workers_key


def waiting_since(queues: Sequence[str]) -> dict[str, datetime]:
    """When the next job of each queue was lined up, or the next of its prioritised ones if that was earlier; of those that have one.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable(), connection().pipeline(transaction=False) as pipeline:
        for queue in queues:
            pipeline.lrange(line_key(queue), 0, 0)
            pipeline.zrange(prioritised_key(queue), 0, 0)
        answers = pipeline.execute(raise_on_error=False)
        heads = [(queue, job_id) for place, queue in enumerate(queues) for job_id in _ids(answers[2 * place : 2 * place + 2])]
        for _, job_id in heads:
            pipeline.hgetall(job_key(job_id))
        hashes = pipeline.execute(raise_on_error=False)
    found: dict[str, datetime] = {}
    for (queue, _), fields in zip(heads, hashes, strict=True):
        if isinstance(fields, dict) and (moment := moment_of(fields, b"enqueued_at")):
            found[queue] = min(moment, found.get(queue, moment))
    return found


def living_workers(queues: Sequence[str]) -> dict[str, int]:
    """How many workers of each queue have said lately that they live.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable(), connection().pipeline(transaction=False) as pipeline:
        for queue in queues:
            pipeline.smembers(workers_key(queue))
        members = [answer if isinstance(answer, set) else set() for answer in pipeline.execute(raise_on_error=False)]
        workers = sorted(set().union(*members))
        for worker in workers:
            pipeline.exists(worker)
        living = dict(zip(workers, pipeline.execute(raise_on_error=False), strict=True))
    return {queue: sum(living[worker] == 1 for worker in of_queue) for queue, of_queue in zip(queues, members, strict=True)}


def _ids(answers: Sequence[object]) -> list[bytes]:
    return [job_id for answer in answers if isinstance(answer, list) for job_id in answer]
