"""What became of each run of a job, from RQ's stream of results."""

import base64
import json
from dataclasses import dataclass
from datetime import datetime

import msgspec
from redis import Redis

from background.engine.secret import mask
from background.rq_adapter.hash_values import Hash, moment_of, time_of
from background.rq_adapter.keys import job_key, results_key
from background.rq_adapter.tracebacks import unpacked

_KINDS = {b"1": "succeeded", b"2": "failed", b"3": "stopped", b"4": "retried", b"5": "gave up"}
_MOST_CHARACTERS = 1 << 18
_SUCCESS = (b"return_value", b"worker_name", b"started_at", b"ended_at", b"execution")
SUCCESS = "success"
"""The id of the attempt that succeeded; the others have those of their entries in RQ's stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """`value` is JSON for people; it and `traceback` are empty where there is none or it cannot be read.

    `execution` is what its worker called it, "" where something else wrote the entry.
    """

    id: str
    execution: str
    kind: str
    worker: str
    began: datetime | None
    ended: datetime | None
    value: str
    traceback: str

    @property
    def seconds(self) -> float | None:
        return (self.ended - self.began).total_seconds() if self.began and self.ended else None


def attempts_of(connection: Redis, job_id: str) -> list[Attempt]:
    """The last ten, newest first. Nothing is ever unpickled: what is not JSON is said to be unreadable."""
    with connection.pipeline(transaction=False) as pipeline:
        pipeline.xrevrange(results_key(job_id), count=10)
        pipeline.hmget(job_key(job_id), _SUCCESS)
        entries, success = pipeline.execute()
    fields = {name: value for name, value in zip(_SUCCESS, success, strict=True) if value is not None}
    succeeded = [_success(fields)] if b"return_value" in fields else []
    return [*succeeded, *(_attempt(entry_id.decode(), entry or {}) for entry_id, entry in entries)]


def last_execution_of(connection: Redis, job_id: str) -> str:
    """That of its newest run, however it ended; "" where it has not run."""
    return _execution(connection.hget(job_key(job_id), "execution"))


def _success(fields: Hash) -> Attempt:
    """The attempt that ended the job well is kept in the job's own hash."""
    return Attempt(
        id=SUCCESS,
        execution=_execution(fields.get(b"execution")),
        kind="succeeded",
        worker=fields.get(b"worker_name", b"").decode(errors="replace")[:200],
        began=moment_of(fields, b"started_at"),
        ended=moment_of(fields, b"ended_at"),
        value=_shown(fields[b"return_value"]),
        traceback="",
    )


def _attempt(entry_id: str, fields: Hash) -> Attempt:
    return Attempt(
        id=entry_id,
        execution=_execution(fields.get(b"execution_id")),
        kind=_KINDS.get(fields.get(b"type", b""), "unknown"),
        worker=fields.get(b"worker_name", b"").decode(errors="replace")[:200],
        began=time_of(fields.get(b"execution_started_at")),
        ended=time_of(fields.get(b"execution_ended_at")),
        value=_value(fields.get(b"return_value")),
        traceback=_traceback(fields.get(b"exc_string")),
    )


def _execution(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="replace")[:64]


def _value(packed: bytes | None) -> str:
    if packed is None:
        return ""
    try:
        return _shown(base64.b64decode(packed))
    except ValueError:
        return "unreadable: not base64"


def _shown(raw: bytes) -> str:
    try:
        return pretty(mask(msgspec.json.decode(raw)))
    except (ValueError, RecursionError):
        return "unreadable: not JSON"


def pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)[:_MOST_CHARACTERS]


def _traceback(packed: bytes | None) -> str:
    if packed is None:
        return ""
    text = unpacked(packed)
    return "unreadable" if text is None else text
