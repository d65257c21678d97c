"""Carries jobs over Redis, in RQ's own shapes."""

from collections.abc import Iterator, Sequence
from itertools import batched, chain, groupby

from background.engine.carrier import Receipt
from background.engine.changed_data import ChangedData
from background.engine.envelope import Envelope
from background.interfaces import JobSnapshot, LogLine, Progress
from background.rq_adapter import guards, job_data, lines, logs, scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.snapshot import snapshot_of
from background.rq_adapter.wire import shared_fields, to_call

PUSHED_TOGETHER = 250
"""Jobs to a script, which takes some 3 ms for them; more would only make the next client wait."""


class RedisCarrier:
    """The `Carrier` of every process that is not a test of something else."""

    def push(self, envelopes: Sequence[Envelope]) -> list[Receipt]:
        with reachable():
            return [receipt for batch in _alike(envelopes) for receipt in _push(batch)]

    def fetch(self, job_id: str) -> JobSnapshot:
        with reachable():
            return snapshot_of(connection(), job_id)

    def report(self, job_id: str, execution: str, progress: Progress) -> None:
        with reachable():
            scripts.call(connection(), "report", job_id, execution, progress.percent, progress.step)

    def append_log(self, job_id: str, execution: str, lines: Sequence[LogLine], *, dropped: int) -> bool:
        return logs.append(job_id, execution, lines, dropped=dropped)

    def log_of(self, job_id: str, *, offset: int = 0, limit: int = 1_000) -> list[LogLine]:
        return logs.logs_of(job_id, offset=offset, limit=limit)

    def change_data(self, change: ChangedData) -> None:
        job_data.change(change)

    def recall(self, job_id: str, execution: str, name: str) -> bytes | None:
        return guards.recall(job_id, execution, name)

    def remember(self, job_id: str, execution: str, name: str, result: bytes) -> None:
        guards.remember(job_id, execution, name, result)


def _alike(envelopes: Sequence[Envelope]) -> Iterator[Sequence[Envelope]]:
    """Neighbours that differ in nothing but what they carry, as many as go together."""
    for _, group in groupby(envelopes, key=_kind):
        yield from batched(group, PUSHED_TOGETHER)


def _kind(envelope: Envelope) -> tuple[object, ...]:
    return envelope.name, envelope.queue, envelope.version, envelope.request_id, envelope.created_at, id(envelope.options)


def _push(batch: Sequence[Envelope]) -> Iterator[Receipt]:
    own: Iterator[str | bytes] = chain.from_iterable(map(_own, batch))
    answers = lines.call("enqueue", *_shared(batch[0]), *own)
    return (Receipt(envelope.id, accepted=bool(answer)) for envelope, answer in zip(batch, answers, strict=True))


def _shared(envelope: Envelope) -> tuple[str | bytes | int | float, ...]:
    """What enqueue.lua is told once."""
    run_after = envelope.options.run_after
    fields = shared_fields(envelope)
    return (
        *(envelope.queue, envelope.name, envelope.options.priority, run_after.timestamp() if run_after else 0),
        *(len(fields), *fields),
    )


def _own(envelope: Envelope) -> tuple[str, bytes, str]:
    """What it is told of each job."""
    return envelope.id, to_call(envelope), envelope.limit_key
