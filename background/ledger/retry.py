"""Lets jobs start afresh, also those that Redis has forgotten: from what the ledger remembers."""

from collections.abc import Iterator, Sequence

import msgspec

from background.constants import JobState
from background.engine.databases import ledger_databases
from background.ledger.forget_secrets import SECRETS_ERASED, has_lost_secrets
from background.ledger.ids import as_uuids
from background.ledger.rows import envelope_of
from background.models import JobRecord
from background.rq_adapter.changes import Changes
from background.rq_adapter.requeue import requeue
from background.rq_adapter.revive import revive

DATA_ERASED = "its data was erased, because it was about somebody who wanted it so; make a new one"


def retry(queue: str, job_ids: Sequence[str | bytes]) -> Changes:
    """Their attempts start again, their priority stays; one that Redis does not know is sent again as it was made.

    Raises:
        QueueUnavailable: Redis does not answer; what it was already told may have been done.
    """
    changes = requeue(queue, job_ids)
    for row in _rows(queue, [job_id for job_id, why in changes.refused.items() if why == "missing"]):
        job_id = str(row.id)
        if why_not := _start_afresh(row):
            changes.refused[job_id] = why_not
        else:
            del changes.refused[job_id]
            changes.changed.append(job_id)
    return changes


def _rows(queue: str, job_ids: Sequence[str]) -> Iterator[JobRecord]:
    ids = as_uuids(job_ids)
    for using in ledger_databases() if ids else ():
        yield from JobRecord.objects.using(using).filter(id__in=ids, queue=queue)


def _start_afresh(row: JobRecord) -> str:
    """Why not, or nothing. What becomes of its row is noted by a recorder, as for every other job."""
    if why_not := _obstacle(row):
        return why_not
    try:
        envelope = envelope_of(row)
    except (msgspec.MsgspecError, ValueError):
        return "unreadable"
    why_not = revive(envelope)
    if row.waiting and not why_not:  # it was called off for its parents' sake, and does not wait for them any more
        JobRecord.objects.using(row._state.db).filter(id=row.id).update(waiting=False)
    return why_not


def _obstacle(row: JobRecord) -> str:
    """One that is open comes back by itself: the relay or the reconciler sends it."""
    if not JobState(row.state).is_final:
        return row.state
    if not row.envelope:
        return DATA_ERASED
    return SECRETS_ERASED if has_lost_secrets(row) else ""
