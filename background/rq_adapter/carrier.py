"""Carries jobs over Redis, in RQ's own shapes."""

from collections.abc import Iterator, Sequence
from itertools import batched, chain, groupby

from background.engine.carrier import Receipt
from background.engine.changed_data import ChangedData
from background.engine.envelope import Envelope
from background.interfaces import JobSnapshot, LogLine, Progress
from background.rq_adapter import guards, job_data, lines, logs, scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.enqueueing import rule_of, shared_words, words_of_a_job
from background.rq_adapter.snapshot import snapshot_of

PUSHED_TOGETHER = 250
"""Jobs to a script, which takes some 3 ms for them; more would only make the next client wait."""
REPLACING_TOGETHER = 25
"""Those that take others' places: each may have to be looked for in a long line."""


class RedisCarrier:
    """The `Carrier` of every process that is not a test of something else."""

    def push(self, envelopes: Sequence[Envelope], *, promised: bool = False) -> list[Receipt]:
        with reachable():
            return [receipt for batch in _alike(envelopes) for receipt in _push(batch, promised=promised)]

    def rivals(self, envelopes: Sequence[Envelope]) -> list[str]:
        found: list[str] = []
        with reachable():
            for batch in _alike(envelopes):
                keys = [envelope.unique_key for envelope in batch]
                found += [rival.decode() for rival in lines.call("rivals", rule_of(batch[0]), *keys)]
        return found

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
        jobs = list(group)
        gives_way = jobs[0].unique and jobs[0].unique.replaces
        yield from batched(jobs, REPLACING_TOGETHER if gives_way else PUSHED_TOGETHER)


def _kind(envelope: Envelope) -> tuple[object, ...]:
    return envelope.name, envelope.queue, envelope.version, envelope.request_id, envelope.created_at, id(envelope.options)


def _push(batch: Sequence[Envelope], *, promised: bool) -> Iterator[Receipt]:
    own: Iterator[str | bytes] = chain.from_iterable(map(words_of_a_job, batch))
    answers = lines.call("enqueue", *shared_words(batch[0], promised=promised), *own)
    return map(_receipt, batch, answers)


def _receipt(envelope: Envelope, answer: int | bytes) -> Receipt:
    if isinstance(answer, bytes):
        return Receipt(answer.decode(), accepted=False)
    return Receipt(envelope.id, accepted=answer == 1)
