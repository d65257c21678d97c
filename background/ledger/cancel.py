"""Calls jobs off, also those that Redis does not know: because they wait for others, or for Redis, or because it has forgotten them."""

from datetime import timedelta
from functools import partial

import msgspec
from django.db import connections, transaction
from django.utils import timezone

from background.constants import JobState
from background.engine.amendment import amend
from background.engine.carrier import on_commit
from background.engine.databases import ledger_databases
from background.engine.envelope import Envelope
from background.engine.events import announce
from background.exceptions import JobNotFound, QueueUnavailable, UnreadableData
from background.ledger.groups.follow import follow
from background.ledger.groups.release import cancelled
from background.ledger.ids import as_uuids
from background.ledger.rows import envelope_of
from background.models import JobRecord
from background.models.job_record import OPEN_STATES
from background.rq_adapter import cancel as in_redis
from background.rq_adapter.cancel import LONGEST_REASON, Cancellation
from background.rq_adapter.restore import Lost, restore

A_MOMENT = timedelta(minutes=1)


def cancel(job_id: str, *, reason: str = "") -> Cancellation:
    """A job that waits is cancelled; one that runs is asked to stop, and ended a little later if it does not; one that ended stays.

    Raises:
        JobNotFound: nobody knows this id.
        QueueUnavailable: Redis does not answer.
    """
    try:
        return in_redis.cancel(job_id, reason=reason)
    except JobNotFound:
        for using in ledger_databases():
            if outcome := _call_off(job_id, reason[:LONGEST_REASON].replace("\0", "\ufffd") or "cancelled", using):
                return outcome
        raise


def _call_off(job_id: str, reason: str, using: str) -> Cancellation | None:
    """None where this database does not know it. In a transaction it is called off with it: it may be the one that makes the job."""
    is_in_transaction = connections[using].in_atomic_block
    with transaction.atomic(using=using):
        row = JobRecord.objects.using(using).select_for_update().filter(id__in=as_uuids([job_id])).first()
        if row is None:
            return None
        if JobState(row.state).is_final:
            return Cancellation.TOO_LATE
        envelope = _sendable(row)
        if envelope and is_in_transaction and amend(job_id, None, database=using):
            envelope = None
        if envelope is None:
            _note(row, reason)
    if envelope is None:
        on_commit(partial(_tell, row, reason), database=using)
    elif is_in_transaction:
        on_commit(partial(_take_its_place_or_note, row, envelope, reason), database=using)
    else:
        return _take_its_place(row, envelope, reason)
    return Cancellation.CANCELLED


def _sendable(row: JobRecord) -> Envelope | None:
    """What somebody may be about to send. None where nobody is: it waits for others, or cannot be read."""
    try:
        return None if row.waiting else envelope_of(row)
    except (msgspec.MsgspecError, ValueError):
        return None


def _note(row: JobRecord, reason: str) -> None:
    """Unlike those that are called off for their parents' sake it does not wait again."""
    ended = {"state": JobState.CANCELLED, "waiting": False, "finished_at": timezone.now(), "note": reason}
    JobRecord.objects.using(row._state.db).filter(id=row.id, state__in=OPEN_STATES).update(**ended)


def _tell(row: JobRecord, reason: str) -> None:
    announce(cancelled(row, reason))
    follow([str(row.id)])


def _take_its_place_or_note(row: JobRecord, envelope: Envelope, reason: str) -> None:
    """Once the transaction has committed there is nobody to tell that Redis is away, and those who send it find its row ended."""
    try:
        _take_its_place(row, envelope, reason)
    except (QueueUnavailable, UnreadableData):
        _note(row, reason)
        _tell(row, reason)


def _take_its_place(row: JobRecord, envelope: Envelope, reason: str) -> Cancellation:
    """Redis accepts no id twice: once it has the job, as a cancelled one, those who are about to send it come too late.

    It is never due in between.
    """
    restore([Lost(envelope=envelope, attempts=row.attempts, due=timezone.now() + A_MOMENT)])
    try:
        return in_redis.cancel(str(row.id), reason=reason)
    except JobNotFound:  # Redis refused it, because another job has its key: so it has ended
        return Cancellation.TOO_LATE
