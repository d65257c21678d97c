"""Walks along every job that waits, wherever it waits, without holding anybody up."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError
from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import job_key

READ_TOGETHER = 1000
"""Jobs to a round trip. More are never in memory at once."""

_LISTS = ("queue",)
_SETS = ("prioritised", "scheduled", "deferred", "parked")
"""What a limit holds back, and mostly what is parked, is among the deferred."""
_FIELDS = (b"data", b"meta")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """`fields` is None where Redis holds no hash under the id."""

    id: str
    queue: str
    fields: Mapping[bytes, bytes] | None


def number_waiting(queues: list[str]) -> int:
    """About how many there are to walk along.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    pipeline = connection().pipeline(transaction=False)
    for queue in queues:
        for place in _LISTS:
            pipeline.llen(_key(place, queue))
        for place in _SETS[:-1]:
            pipeline.zcard(_key(place, queue))
    with reachable():
        return sum(answer for answer in pipeline.execute(raise_on_error=False) if isinstance(answer, int))


def waiting(queue: str) -> Iterator[list[Waiting]]:
    """Batches of those of a queue. One that moves on meanwhile may be met twice, or not at all.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    for place in (*_LISTS, *_SETS):
        start = 0
        while ids := _slice(place, queue, start):
            start += len(ids)
            yield _read(queue, _not_deferred(queue, ids) if place == "parked" else ids)


def _key(place: str, queue: str) -> str:
    return f"{RQ_KEY_PREFIX}:{place}:{queue}"


def _slice(place: str, queue: str, start: int) -> list[bytes]:
    read: Any = connection().lrange if place in _LISTS else connection().zrange
    with reachable():
        try:
            ids: list[bytes] = read(_key(place, queue), start, start + READ_TOGETHER - 1)
        except ResponseError as error:
            if "WRONGTYPE" not in str(error):
                raise
            return []  # a key of another kind holds no job
    return ids


def _not_deferred(queue: str, ids: list[bytes]) -> list[bytes]:
    """Those that were not met before."""
    with reachable():
        scores = connection().zmscore(_key("deferred", queue), ids)
    return [job_id for job_id, score in zip(ids, scores, strict=True) if score is None]


def _read(queue: str, ids: list[bytes]) -> list[Waiting]:
    pipeline = connection().pipeline(transaction=False)
    for job_id in ids:
        pipeline.hmget(job_key(job_id), _FIELDS)
    with reachable():
        answers = pipeline.execute(raise_on_error=False)
    return [
        Waiting(id=job_id.decode(errors="replace"), queue=queue, fields=_fields(answer))
        for job_id, answer in zip(ids, answers, strict=True)
    ]


def _fields(answer: object) -> Mapping[bytes, bytes] | None:
    if not isinstance(answer, list) or answer == [None] * len(_FIELDS):
        return None
    return {name: value for name, value in zip(_FIELDS, answer, strict=True) if value is not None}
