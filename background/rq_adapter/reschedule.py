"""Moves jobs that wait for their time."""

from datetime import datetime

import msgspec

from background.constants import JobState
from background.exceptions import JobNotFound, NotWaiting
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import job_key
from background.rq_adapter.snapshot import snapshot_of
from background.rq_adapter.wire import Meta, meta_of


def reschedule(job_id: str, run_after: datetime) -> None:
    """Let it begin at this time and not before; a time that has passed is at once. That is no transition, so nothing is told.

    Raises:
        JobNotFound: Redis does not know it.
        NotWaiting: it does not wait for its time, or has begun before.
        PayloadInvalid: what Redis holds of it cannot be read.
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        meta = meta_of({b"meta": connection().hget(job_key(job_id), "meta") or b"{}"})
        answer = scripts.call(connection(), "reschedule", job_id, run_after.timestamp(), msgspec.json.encode(_moved(meta, run_after)))
    match answer:
        case b"changed":
            return
        case b"missing":
            raise JobNotFound.of(job_id)
        case b"deleted":
            raise NotWaiting.of(job_id, JobState.CANCELLED)
        case _:
            raise NotWaiting.of(job_id, snapshot_of(connection(), job_id).state)


def _moved(meta: Meta, run_after: datetime) -> Meta:
    return msgspec.structs.replace(meta, options=msgspec.structs.replace(meta.options, run_after=run_after))
