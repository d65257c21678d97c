"""The data of a job that runs, which its handler may change."""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import msgspec

from background.engine.changed_data import ChangedData
from background.engine.run import Run
from background.exceptions import LeaseLost, PayloadInvalid, QueueUnavailable, UnreadableData
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import job_key
from background.rq_adapter.round_trips import asked_of_each
from background.rq_adapter.wire import call_of, meta_of, to_call


class KeptData(NamedTuple):
    """`payload` is JSON, its secrets sealed; `version` is that of the code which wrote it."""

    payload: bytes
    version: int


def change(to: ChangedData) -> None:
    """Store it if this execution still has the job.

    Raises:
        LeaseLost: it has not.
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        raw = connection().hget(job_key(to.job_id), "meta")
        meta = msgspec.json.encode(msgspec.structs.replace(meta_of({b"meta": raw or b"{}"}), version=to.version))
        words = (to.job_id, to.execution, to_call(to), meta, to.version)
        if not scripts.call(connection(), "change_data", *words):
            raise LeaseLost(f"the data of job {to.job_id} stays as it is: this execution does not have the job any more")


def data_of(job_ids: Sequence[str]) -> dict[str, KeptData]:
    """What these jobs carry now, those that Redis knows.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    answers = asked_of_each(job_ids, lambda pipeline, job_id: pipeline.hmget(job_key(job_id), "data", "meta"))
    found: dict[str, KeptData] = {}
    for job_id, answer in answers:
        with suppress(PayloadInvalid):
            data, meta = answer if isinstance(answer, list) else (None, None)
            found[job_id] = KeptData(call_of({b"data": data or b""})[1], meta_of({b"meta": meta or b"{}"}).version)
    return found


def newest(run: Run) -> Run:
    """The same with the data as it is now, if Redis says what it is."""
    with suppress(QueueUnavailable, UnreadableData, PayloadInvalid), reachable():
        data = connection().hget(job_key(run.id), "data")
        return msgspec.structs.replace(run, payload=call_of({b"data": data or b""})[1])
    return run
