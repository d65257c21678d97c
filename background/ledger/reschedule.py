"""Moves jobs that wait for their time, also those that Redis does not know yet."""

from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils import timezone

from background.constants import JobState
from background.engine.amendment import amend
from background.engine.carrier import carrier, on_commit
from background.engine.databases import ledger_databases
from background.engine.envelope import Envelope
from background.engine.push import Push
from background.exceptions import JobNotFound, NotWaiting, OptionInvalid
from background.ledger.ids import as_uuids
from background.ledger.rows import envelope_of
from background.models import JobRecord
from background.rq_adapter import reschedule as in_redis


def reschedule(job_id: str, run_after: datetime | timedelta) -> datetime:
    """Let it begin at this time and not before; a timedelta counts from now. Answers the time.

    Raises:
        JobNotFound: nobody knows this id.
        NotWaiting: it does not wait for its time, or has begun before.
        OptionInvalid: the time has no time zone.
        QueueUnavailable: Redis does not answer.
    """
    due = timezone.now() + run_after if isinstance(run_after, timedelta) else run_after
    if timezone.is_naive(due):
        raise OptionInvalid(f"run_after is {due} without a time zone; use django.utils.timezone.now()")
    is_in_redis = _move_in_redis(job_id, due)
    if not _move_row(job_id, due, is_in_redis=is_in_redis) and not is_in_redis:
        raise JobNotFound.of(job_id)
    return due


def _move_in_redis(job_id: str, due: datetime) -> bool:
    """Whether it was there."""
    try:
        in_redis.reschedule(job_id, due)
    except JobNotFound:
        return False
    return True


def _move_row(job_id: str, due: datetime, *, is_in_redis: bool) -> bool:
    """From this it is sent where Redis does not have it yet, or has lost it. Whether it was there."""
    for using in ledger_databases():
        with transaction.atomic(using=using):
            rows = JobRecord.objects.using(using).select_for_update()
            row = rows.filter(id__in=as_uuids([job_id])).first()
            if row is None:
                continue
            if not is_in_redis and row.state != JobState.PENDING:  # of what Redis has, it knows the state better
                raise NotWaiting.of(job_id, row.state)
            moved = _moved(row, due)
            rows.filter(id=row.id).update(run_after=due, envelope=_written(moved))
            if not is_in_redis and not row.waiting:
                _send(moved, using)
            return True
    return False


def _moved(row: JobRecord, due: datetime) -> Envelope:
    envelope = envelope_of(row)
    return msgspec.structs.replace(envelope, options=msgspec.structs.replace(envelope.options, run_after=due))


def _written(envelope: Envelope) -> str:
    return msgspec.json.encode(msgspec.structs.replace(envelope, id="", payload=b"")).decode()


def _send(envelope: Envelope, using: str) -> None:
    """By the transaction that makes it, if that is open. Whoever else is about to send it comes too late: Redis accepts no id twice."""
    if not amend(envelope.id, envelope, database=using):
        on_commit(Push(carrier(), [envelope], is_promised=True), database=using)
