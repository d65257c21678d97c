"""What Redis still has of jobs and attempts that ended, for whoever writes it down."""

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched

from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.connection import connection, reachable

ASKED_TOGETHER = 500
LONGEST_TRACEBACK = 1 << 18


@dataclass(frozen=True, slots=True)
class Success:
    """`result` is JSON; `seconds` is how long Redis was to keep it."""

    result: bytes
    seconds: int


def successes_of(job_ids: Sequence[str]) -> dict[str, Success]:
    """The results of these jobs, of those that are still there."""
    found: dict[str, Success] = {}
    with reachable():
        for batch in batched(job_ids, ASKED_TOGETHER):
            pipeline = connection().pipeline(transaction=False)
            for job_id in batch:
                pipeline.hmget(f"{RQ_KEY_PREFIX}:job:{job_id}", "return_value", "result_ttl")
            for job_id, answer in zip(batch, pipeline.execute(raise_on_error=False), strict=True):
                if isinstance(answer, list) and answer[0] is not None:
                    found[job_id] = Success(answer[0], _number(answer[1]))
    return found


def tracebacks_of(job_ids: Sequence[str]) -> dict[str, str]:
    """The tracebacks of failed attempts, by the execution."""
    found: dict[str, str] = {}
    with reachable():
        for batch in batched(job_ids, ASKED_TOGETHER):
            pipeline = connection().pipeline(transaction=False)
            for job_id in batch:
                pipeline.xrevrange(f"{RQ_KEY_PREFIX}:results:{job_id}", count=10)
            for answer in pipeline.execute(raise_on_error=False):
                for _, fields in answer if isinstance(answer, list) else []:
                    execution = fields.get(b"execution_id", b"").decode(errors="replace")
                    found[execution] = _traceback(fields.get(b"exc_string", b""))
    return found


def let_go(kept: dict[str, int]) -> None:
    """Redis need not keep these jobs longer than they asked for, in seconds: they are written down."""
    with reachable():
        for batch in batched(kept.items(), ASKED_TOGETHER):
            pipeline = connection().pipeline(transaction=False)
            for job_id, seconds in batch:
                pipeline.expire(f"{RQ_KEY_PREFIX}:job:{job_id}", seconds, lt=True)
            pipeline.execute(raise_on_error=False)


def _traceback(packed: bytes) -> str:
    try:
        return zlib.decompressobj().decompress(base64.b64decode(packed), LONGEST_TRACEBACK).decode(errors="replace")
    except (ValueError, zlib.error):
        return ""


def _number(value: bytes | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 10 else 3600
