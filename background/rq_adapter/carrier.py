"""Carries jobs over Redis, in RQ's own shapes."""

from collections.abc import Sequence
from itertools import batched, chain

from background.engine.envelope import Envelope
from background.interfaces import JobSnapshot, Progress
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, ping, reachable
from background.rq_adapter.snapshot import snapshot_of
from background.rq_adapter.wire import to_hash

PUSHED_TOGETHER = 500
"""Jobs to a round trip; more would only make the next client wait."""


class RedisCarrier:
    """The `Carrier` of every process that is not a test of something else."""

    def push(self, envelopes: Sequence[Envelope]) -> None:
        with reachable():
            for batch in batched(envelopes, PUSHED_TOGETHER):
                pipeline = connection().pipeline(transaction=False)
                for envelope in batch:
                    scripts.call(pipeline, "enqueue", *_arguments(envelope))
                pipeline.execute()

    def fetch(self, job_id: str) -> JobSnapshot:
        with reachable():
            return snapshot_of(connection(), job_id)

    def ping(self) -> None:
        ping()

    def report(self, job_id: str, execution: str, progress: Progress) -> None:
        with reachable():
            scripts.call(connection(), "report", job_id, execution, progress.percent, progress.step)


def _arguments(envelope: Envelope) -> list[str | bytes | int | float]:
    run_after = envelope.options.run_after
    due = run_after.timestamp() if run_after else 0.0
    return [envelope.id, envelope.queue, envelope.options.priority, due, envelope.name, *chain.from_iterable(to_hash(envelope).items())]
