"""What Redis still has of jobs and attempts that ended, for whoever writes it down."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import batched, chain
from typing import NamedTuple

from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.hash_values import number
from background.rq_adapter.keys import results_key
from background.rq_adapter.round_trips import ASKED_TOGETHER, asked_of_each
from background.rq_adapter.tracebacks import unpacked

RESULT_TTL_SECONDS = 3600
"""Where the hash does not say one."""


class Success(NamedTuple):
    """`result` is JSON; `seconds` is how long Redis was to keep it."""

    result: bytes
    seconds: int


def successes_of(job_ids: Sequence[str]) -> dict[str, Success]:
    """The results of these jobs, of those that are still there.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    found: dict[str, Success] = {}
    with reachable():
        for batch in batched(job_ids, ASKED_TOGETHER):
            answer = scripts.call(connection(), "endings", *batch)
            for job_id, result, seconds in zip(batch, answer[::2], answer[1::2], strict=True):
                if result is not None:
                    found[job_id] = Success(result, number(seconds, RESULT_TTL_SECONDS))
    return found


def tracebacks_of(job_ids: Sequence[str]) -> dict[str, str]:
    """The tracebacks of failed attempts, by the execution."""
    found: dict[str, str] = {}
    for _, answer in asked_of_each(job_ids, lambda pipeline, job_id: pipeline.xrevrange(results_key(job_id), count=10)):
        for _, fields in answer if isinstance(answer, list) else []:
            execution = fields.get(b"execution_id", b"").decode(errors="replace")
            found[execution] = unpacked(fields.get(b"exc_string", b"")) or ""
    return found


def let_go(kept: Mapping[str, Success]) -> None:
    """Redis need not keep these jobs longer than they asked for: they are written down."""
    with reachable():
        for batch in batched(kept.items(), ASKED_TOGETHER):
            words: Iterator[str | int] = chain.from_iterable((job_id, success.seconds) for job_id, success in batch)
            scripts.call(connection(), "let_go", *words)
