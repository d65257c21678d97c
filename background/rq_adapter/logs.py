"""What jobs said while they ran, in a list of Redis beside each job."""

from collections.abc import Sequence

import msgspec
from django.utils import timezone
from rq.defaults import RQ_KEY_PREFIX

from background.engine.journal import MOST_LINES
from background.interfaces import LogLine
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.hash_values import number
from background.rq_adapter.keys import job_key


def append(job_id: str, execution: str, lines: Sequence[LogLine], *, dropped: int = 0) -> bool:
    """Add lines, after so many that were dropped; False if this execution does not have the job any more.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        words = [msgspec.json.encode(line) for line in lines]
        return bool(scripts.call(connection(), "log", job_id, execution, MOST_LINES, dropped, *words))


def logs_of(job_id: str, offset: int = 0, limit: int = MOST_LINES) -> list[LogLine]:
    """At most so many lines, oldest first, from `offset` on; a negative one counts from the end. Nothing for an unknown job.

    If older lines were dropped, the first of those that are left gives its place to one that says how many.

    Raises:
        QueueUnavailable: Redis does not answer.
        UnreadableData: somebody else put a value of another kind there.
    """
    last = offset + limit - 1
    if limit <= 0:
        return []
    with reachable(), connection().pipeline(transaction=True) as pipeline:
        key = f"{RQ_KEY_PREFIX}:logs:{job_id}"
        pipeline.lrange(key, offset, -1 if offset < 0 <= last else last)
        pipeline.llen(key)
        pipeline.hget(job_key(job_id), "logged")
        found, length, logged = pipeline.execute()
    lines = [_line(raw) for raw in found]
    dropped = number(logged, 0) - length
    begins = offset == 0 or offset <= -length
    return [_dropped(dropped + 1, lines[0]), *lines[1:]] if lines and begins and dropped > 0 else lines


def _line(raw: bytes) -> LogLine:
    try:
        return msgspec.json.decode(raw, type=LogLine)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return LogLine(at=timezone.now(), level="error", attempt=0, text="(this line cannot be read)")


def _dropped(number: int, instead_of: LogLine) -> LogLine:
    return LogLine(at=instead_of.at, level="info", attempt=0, text=f"({number:,} earlier lines were dropped)")
