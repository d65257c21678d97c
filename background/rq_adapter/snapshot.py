"""What RQ's keys say of a job, in our words."""

from collections.abc import Iterable

import msgspec
from redis import Redis
from redis.client import Pipeline
from rq.defaults import RQ_KEY_PREFIX

from background.constants import JobState
from background.engine.payload import redacted
from background.exceptions import JobNotFound, PayloadInvalid
from background.interfaces import DeadLetter, JobFault, JobSnapshot, Progress
from background.rq_adapter.hash_values import Hash, moment_of, number_of
from background.rq_adapter.keys import DEAD_LETTERS, job_key
from background.rq_adapter.round_trips import asked_of_each
from background.rq_adapter.tombstones import DELETED
from background.rq_adapter.wire import Meta, call_of, meta_of

_STATES = {
    b"queued": JobState.QUEUED,
    b"started": JobState.RUNNING,
    b"finished": JobState.SUCCEEDED,
    b"failed": JobState.DEAD,
    b"stopped": JobState.CANCELLED,
    b"canceled": JobState.CANCELLED,
}


def snapshot_of(connection: Redis, job_id: str) -> JobSnapshot:
    """One job, read in one round trip; for an id that was refused because another job has its key, that one.

    Raises:
        JobNotFound: Redis has no hash for this id, or a tombstone, which says less than the ledger.
    """
    with connection.pipeline(transaction=True) as pipeline:
        pipeline.hgetall(job_key(job_id))
        pipeline.hget(DEAD_LETTERS, job_id)
        pipeline.get(f"{RQ_KEY_PREFIX}:alias:{job_id}")
        fields, letter, other = pipeline.execute()
    if not fields and other:
        return snapshot_of(connection, other.decode())
    if not fields or DELETED.encode() in fields:
        raise JobNotFound.of(job_id)
    return _snapshot(job_id, fields, letter)


def snapshots_of(job_ids: Iterable[str]) -> dict[str, JobSnapshot]:
    """Those of these jobs that Redis knows, some hundreds to a round trip.

    Raises:
        QueueUnavailable: it does not answer.
    """
    hashes = {job_id: fields for job_id, fields in asked_of_each(job_ids, _ask_for_hash) if isinstance(fields, dict) and fields}
    ended = [job_id for job_id, fields in hashes.items() if fields.get(b"status") == b"failed"]
    letters = dict(asked_of_each(ended, lambda pipeline, job_id: pipeline.hget(DEAD_LETTERS, job_id)))
    return {job_id: _snapshot(job_id, fields, _raw(letters.get(job_id))) for job_id, fields in hashes.items()}


def _ask_for_hash(pipeline: Pipeline, job_id: str) -> None:
    pipeline.hgetall(job_key(job_id))


def _raw(letter: object) -> bytes | None:
    return letter if isinstance(letter, bytes) else None


def _snapshot(job_id: str, fields: Hash, letter: bytes | None) -> JobSnapshot:
    name, payload, meta = _readable(fields)
    state = _state(fields, letter)
    return JobSnapshot(
        id=job_id,
        name=name,
        queue=fields.get(b"origin", b"").decode(errors="replace"),
        state=state,
        owner=meta.options.owner,
        request_id=meta.request_id,
        tags=meta.options.tags,
        data=redacted(payload),
        progress=Progress(percent=number_of(fields, b"progress", 0), step=fields.get(b"step", b"").decode(errors="replace")),
        attempts=number_of(fields, b"attempts", 0),
        max_attempts=meta.options.max_attempts,
        priority=meta.options.priority,
        created_at=moment_of(fields, b"created_at"),
        run_after=meta.options.run_after,
        enqueued_at=moment_of(fields, b"enqueued_at"),
        started_at=moment_of(fields, b"started_at"),
        finished_at=moment_of(fields, b"ended_at") if state.is_final else None,
        result=_result(fields) if state is JobState.SUCCEEDED else None,
        error=_fault(letter) if state in (JobState.DEAD, JobState.EXPIRED) else None,
        note=_note(fields),
    )


def _readable(fields: Hash) -> tuple[str, bytes, Meta]:
    try:
        name, payload = call_of(fields)
        return name, payload, meta_of(fields)
    except PayloadInvalid:
        return fields.get(b"description", b"").decode(errors="replace"), b"null", Meta()


def _note(fields: Hash) -> str:
    """Why it is as it is, where somebody or something said so."""
    if fields.get(b"status") == b"deferred" and b"held" in fields:
        return f"held back by the limit {fields[b'held'].decode(errors='replace')}"
    return fields.get(b"note", b"").decode(errors="replace")


def _state(fields: Hash, letter: bytes | None) -> JobState:
    if fields.get(b"status") == b"failed" and letter and b'"reason":"expired"' in letter:
        return JobState.EXPIRED
    if fields.get(b"status") in (b"scheduled", b"deferred"):
        return JobState.RETRYING if number_of(fields, b"attempts", 0) else JobState.SCHEDULED
    return _STATES.get(fields.get(b"status", b""), JobState.PENDING)


def _result(fields: Hash) -> object:
    try:
        return msgspec.json.decode(fields.get(b"return_value", b"null"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _fault(letter: bytes | None) -> JobFault | None:
    if not letter:
        return None
    try:
        error = msgspec.json.decode(letter, type=DeadLetter)["error"]
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return JobFault(code="unreadable", message="the dead letter cannot be read")
    return JobFault(code=error["code"], message=error["message"], stack=error["stack"])
