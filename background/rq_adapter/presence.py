"""Where jobs are in Redis, for whoever knows that they should be there."""

from collections.abc import Collection, Iterator, Sequence

from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import job_key, line_key, prioritised_key
from background.rq_adapter.round_trips import asked_of_each
from background.rq_adapter.tombstones import DELETED

LISTED_TOGETHER = 5000
ENDED = frozenset({"finished", "failed", "canceled", "stopped"})
"""What RQ says of jobs that do not go on."""


def statuses_of(job_ids: Sequence[str]) -> dict[str, str | None]:
    """What RQ says of each, tombstones included; None of one that Redis does not know.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    answers = asked_of_each(job_ids, lambda pipeline, job_id: pipeline.hget(job_key(job_id), "status"))
    return {job_id: answer.decode(errors="replace") if isinstance(answer, bytes) else None for job_id, answer in answers}


def kept_of(job_ids: Sequence[str]) -> set[str]:
    """Those of which Redis has what they carry, and not a tombstone alone.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    answers = asked_of_each(job_ids, lambda pipeline, job_id: pipeline.hmget(job_key(job_id), "status", DELETED))
    return {job_id for job_id, answer in answers if not isinstance(answer, list) or (answer[0] is not None and answer[1] is None)}


def out_of_line(queue: str, job_ids: Collection[str]) -> set[str]:
    """Which of these, queued as they say, stand in no line of this queue."""
    missing = set(job_ids)
    with reachable():
        for part in _lines(queue):
            missing -= part
            if not missing:
                break
    return missing


def line_up_again(queue: str, job_ids: Collection[str]) -> int:
    """Put queued jobs that are in no line back into theirs; how many there were. Safe when one of them has moved on meanwhile."""
    with reachable():
        return sum(int(scripts.call(connection(), "line_up", queue, job_id)) for job_id in job_ids)


def _lines(queue: str) -> Iterator[set[str]]:
    yield {job_id.decode(errors="replace") for job_id in connection().zrange(prioritised_key(queue), 0, -1)}
    line = line_key(queue)
    # From the end: jobs leave at the head, and one that moves towards it between two looks is not missed.
    end = int(connection().llen(line))
    while end > 0:
        start = max(0, end - LISTED_TOGETHER)
        yield {job_id.decode(errors="replace") for job_id in connection().lrange(line, start, end - 1)}
        end = start
