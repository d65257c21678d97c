"""A job as a row, and back."""

import logging
from collections.abc import Iterable
from datetime import datetime

import msgspec
from django.utils import timezone

from background.constants import JobState
from background.engine.envelope import Envelope
from background.engine.payload import redacted
from background.engine.secret import MARK
from background.interfaces import AttemptSnapshot, JobFault, JobSnapshot
from background.models import JobAttempt, JobRecord

log = logging.getLogger("background.ledger")

_FAILED = (JobState.DEAD, JobState.EXPIRED)
"""A job that went well in the end has no error, whatever its attempts before had; so Redis says, too."""
_MARK = f'"{MARK}"'.encode()


WAITS = "waits for other jobs"

COLUMNS = (
    *("id", "name", "queue", "payload", "envelope", "has_secrets", "owner", "request_id", "tags"),
    *("priority", "max_attempts", "created_at", "run_after"),
)
"""What is known of a job when it is made; the rest of its row is what the database takes by default."""


SUBJECT_COLUMNS = ("job", "kind", "key", "is_unwanted")


def values_of(envelope: Envelope) -> tuple[str | int | datetime | None, ...]:
    """The row of a job that is made, its values in the order of `COLUMNS`."""
    options = envelope.options
    rest = msgspec.json.encode(msgspec.structs.replace(envelope, id="", payload=b""))
    return (
        *(envelope.id, envelope.name, envelope.queue, envelope.payload.decode(), rest.decode(), has_secrets(envelope.payload)),
        *(options.owner, envelope.request_id, " ".join(options.tags)),
        *(options.priority, options.max_attempts, envelope.created_at, options.run_after),
    )


def has_secrets(payload: bytes) -> bool:
    return _MARK in payload


def subjects_of(envelope: Envelope) -> list[tuple[str, str, str, bool]]:
    """The rows of those about whom it is, their values in the order of `SUBJECT_COLUMNS`."""
    return [(envelope.id, kind, key, False) for kind, key in envelope.subjects]


def envelope_of(row: JobRecord) -> Envelope:
    """What was sent, to be sent again.

    Raises:
        msgspec.ValidationError: the row was written by code whose envelopes this code cannot read.
    """
    return msgspec.structs.replace(msgspec.json.decode(row.envelope, type=Envelope), id=str(row.id), payload=row.payload.encode())


def envelopes_of(rows: Iterable[JobRecord]) -> list[tuple[JobRecord, Envelope]]:
    """Those that this code can read; the others are dead, and say why."""
    found = []
    for row in rows:
        try:
            found.append((row, envelope_of(row)))
        except (msgspec.MsgspecError, ValueError) as error:
            log.exception("row cannot be read", extra={"job_id": str(row.id)})
            JobRecord.objects.using(row._state.db).filter(id=row.id).update(
                state=JobState.DEAD, error_code="undecodable", error_message=str(error)[:2000], finished_at=timezone.now()
            )
    return found


def snapshot_of_row(row: JobRecord) -> JobSnapshot:
    state = JobState(row.state)
    return JobSnapshot(
        id=str(row.id),
        name=row.name,
        queue=row.queue,
        state=state,
        owner=row.owner,
        request_id=row.request_id,
        tags=tuple(row.tags.split()),
        data=redacted(row.payload.encode()),
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        priority=row.priority,
        created_at=row.created_at,
        run_after=row.run_after,
        started_at=row.started_at,
        finished_at=row.finished_at,
        result=msgspec.json.decode(row.result) if row.result else None,
        error=JobFault(code=row.error_code, message=row.error_message) if row.error_code and state in _FAILED else None,
        note=row.note or (WAITS if row.waiting else ""),
    )


def snapshot_of_attempt(row: JobAttempt) -> AttemptSnapshot:
    return AttemptSnapshot(
        number=row.number,
        worker=row.worker,
        started_at=row.started_at,
        ended_at=row.ended_at,
        error=JobFault(code=row.error_code, message=row.error_message, stack=row.traceback) if row.error_code else None,
    )
