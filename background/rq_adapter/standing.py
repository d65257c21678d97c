"""Where a job that does not run stands in Redis, and what stands in its way there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redis.client import Pipeline
from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.hash_values import number, time_of
from background.rq_adapter.heads import living_workers
from background.rq_adapter.keys import job_key, line_key, prioritised_key
from background.rq_adapter.pause import Pause, pauses

LOOKED_THROUGH = 10_000
"""Jobs of a line that are passed to find one's place in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Attributes:
    due: when it is to run, if it waits for that.
    limit: the name of what holds it back; `running` count against it, and it is looked at again at `until`.
    parked: it was made by newer code, with a payload of this version.
    ahead: how many stand before it in its queue; None where more than could be looked through.
    queue_running: how many jobs of its queue run.
    queue_until: when the next job of its queue may start.
    suspended: all workers rest, by `rq suspend`.
    """

    due: datetime | None
    limit: str
    running: int
    until: datetime | None
    parked: int | None
    ahead: int | None
    pause: Pause | None
    workers: int
    queue_running: int
    queue_until: datetime | None
    suspended: bool


def standing_of(job_id: str, queue: str) -> Standing | None:
    """Two looks, whatever the length of the queue; None of what Redis does not know.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        fields = connection().hmget(job_key(job_id), "status", "held", "version")
        if fields[0] is None:
            return None
        limit = (fields[1] or b"").decode(errors="replace")
        pipeline = connection().pipeline(transaction=True)
        _ask(pipeline, job_id, queue, limit)
        answers = dict(zip(_ASKED, pipeline.execute(raise_on_error=False), strict=True))
    return _standing(fields, limit, {name: None if isinstance(answer, Exception) else answer for name, answer in answers.items()}, queue)


_ASKED = ("due", "parked", "running", "until", "place", "listed", "rank", "score", "urgent", "queue_running", "queue_until", "suspended")


def _ask(pipeline: Pipeline, job_id: str, queue: str, limit: str) -> None:
    key = f"{RQ_KEY_PREFIX}:{{}}:{queue}".format
    pipeline.zscore(key("scheduled"), job_id)
    pipeline.zscore(key("parked"), job_id)
    pipeline.scard(f"{RQ_KEY_PREFIX}:running:{limit}")
    pipeline.zscore(key("held_until"), limit)
    pipeline.lpos(line_key(queue), job_id, maxlen=LOOKED_THROUGH)
    pipeline.llen(line_key(queue))
    pipeline.zrank(prioritised_key(queue), job_id)
    pipeline.zscore(prioritised_key(queue), job_id)
    pipeline.zcount(prioritised_key(queue), "-inf", "(0")
    pipeline.zcard(key("wip"))
    pipeline.get(f"{RQ_KEY_PREFIX}:rate:queue:{queue}")
    pipeline.exists(f"{RQ_KEY_PREFIX}:suspended")


def _standing(fields: Any, limit: str, seen: Mapping[str, Any], queue: str) -> Standing:
    return Standing(
        due=_due(seen["due"]),
        limit=limit,
        running=seen["running"] or 0,
        until=time_of(seen["until"]),
        parked=None if seen["parked"] is None else number(fields[2], 1),
        ahead=_ahead(seen) if fields[0] == b"queued" else 0,
        pause=pauses().get(queue),
        workers=living_workers([queue])[queue],
        queue_running=seen["queue_running"] or 0,
        queue_until=time_of(seen["queue_until"]),
        suspended=bool(seen["suspended"]),
    )


def _due(seconds: float | None) -> datetime | None:
    """Beyond all calendars is their last moment: it waits all the same."""
    return None if seconds is None else time_of(seconds) or datetime.max.replace(tzinfo=UTC)


def _ahead(seen: Mapping[str, Any]) -> int | None:
    """Above priority 0 by their set, then the list, then those below."""
    if seen["rank"] is not None:
        return int(seen["rank"]) + (int(seen["listed"] or 0) if seen["score"] >= 0 else 0)
    return None if seen["place"] is None else int(seen["place"]) + int(seen["urgent"] or 0)
