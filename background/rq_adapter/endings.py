"""What Redis still has of jobs and attempts that ended, for whoever writes it down."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import job_key, results_key
from background.rq_adapter.round_trips import ASKED_TOGETHER, asked_of_each
from background.rq_adapter.tracebacks import unpacked
from background.rq_adapter.wire import number

RESULT_TTL_SECONDS = 3600
"""Where the hash does not say one."""


@dataclass(frozen=True, slots=True)
class Success:
    """`result` is JSON; `seconds` is how long Redis was to keep it."""

    result: bytes
    seconds: int


def successes_of(job_ids: Sequence[str]) -> dict[str, Success]:
    """The results of these jobs, of those that are still there."""
    answers = asked_of_each(job_ids, lambda pipeline, job_id: pipeline.hmget(job_key(job_id), "return_value", "result_ttl"))
    return {
        job_id: Success(answer[0], number(answer[1], RESULT_TTL_SECONDS))
        for job_id, answer in answers
        if isinstance(answer, list) and answer[0] is not None
    }


def tracebacks_of(job_ids: Sequence[str]) -> dict[str, str]:
    """The tracebacks of failed attempts, by the execution."""
    found: dict[str, str] = {}
    for _, answer in asked_of_each(job_ids, lambda pipeline, job_id: pipeline.xrevrange(results_key(job_id), count=10)):
        for _, fields in answer if isinstance(answer, list) else []:
            execution = fields.get(b"execution_id", b"").decode(errors="replace")
            found[execution] = unpacked(fields.get(b"exc_string", b"")) or ""
    return found


def let_go(kept: dict[str, int]) -> None:
    """Redis need not keep these jobs longer than they asked for, in seconds: they are written down."""
    with reachable():
        for batch in batched(kept.items(), ASKED_TOGETHER):
            pipeline = connection().pipeline(transaction=False)
            for job_id, seconds in batch:
                pipeline.expire(job_key(job_id), seconds, lt=True)
            pipeline.execute(raise_on_error=False)
