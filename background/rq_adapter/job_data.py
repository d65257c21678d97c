"""The data of a job that runs, which its handler may change."""

from contextlib import suppress

import msgspec

from background.engine.changed_data import ChangedData
from background.engine.run import Run
from background.exceptions import LeaseLost, PayloadInvalid, QueueUnavailable, UnreadableData
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import job_key
from background.rq_adapter.wire import call_of, meta_of, to_call


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


def newest(run: Run) -> Run:
    """The same with the data as it is now, if Redis says what it is."""
    with suppress(QueueUnavailable, UnreadableData, PayloadInvalid), reachable():
        data = connection().hget(job_key(run.id), "data")
        return msgspec.structs.replace(run, payload=call_of({b"data": data or b""})[1])
    return run
