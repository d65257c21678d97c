"""Notes that batches have ended, and makes the jobs that follow."""

import logging
from collections.abc import Iterable
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from background.constants import JobState
from background.engine import produce
from background.engine.envelope import Envelope, new_ids
from background.exceptions import BackgroundError
from background.models import JobBatch, JobRecord
from background.models.job_record import OPEN_STATES

log = logging.getLogger("background.ledger")

FAILED = (JobState.DEAD, JobState.EXPIRED)


def settle(batch_ids: Iterable[UUID]) -> None:
    """Look at these batches. Each end is told once, whoever looks and however often: the row is locked, and remembers what was told."""
    for batch_id in sorted(batch_ids):
        with transaction.atomic():
            if batch := JobBatch.objects.select_for_update().filter(id=batch_id).first():
                _settle(batch, JobRecord.objects.filter(batch=batch))


def reopen(batch_ids: Iterable[UUID]) -> None:
    """Jobs have come to these: those that had ended are open, unless the new jobs have ended, too."""
    settle(JobBatch.objects.filter(id__in=batch_ids).exclude(finished_at=None).values_list("id", flat=True))


def _settle(batch: JobBatch, members: QuerySet[JobRecord]) -> None:
    _note_death(batch, members)
    if not members.filter(state__in=OPEN_STATES).exists():
        _note_end(batch, members)
    elif batch.finished_at:
        batch.finished_at = None
        batch.save(update_fields=["finished_at"])


def _note_death(batch: JobBatch, members: QuerySet[JobRecord]) -> None:
    """The first since it began, or since its last end."""
    if batch.died_event > batch.ended_event:
        return
    newest = members.filter(state__in=FAILED, event__gt=batch.ended_event).aggregate(newest=Max("event"))["newest"]
    if newest is not None:
        batch.died_event = newest
        batch.save(update_fields=["died_event"])
        _follow_up(batch, batch.on_dead)


def _note_end(batch: JobBatch, members: QuerySet[JobRecord]) -> None:
    """Also where no event says so: jobs that Redis never knew are called off without one."""
    newest = members.aggregate(newest=Max("event"))["newest"] or 0
    if batch.finished_at and newest <= batch.ended_event:
        return
    batch.ended_event, batch.finished_at = max(newest, batch.ended_event), timezone.now()
    batch.save(update_fields=["ended_event", "finished_at"])
    _follow_up(batch, batch.on_finish)
    if not members.exclude(state=JobState.SUCCEEDED).exists():
        _follow_up(batch, batch.on_success)


def _follow_up(batch: JobBatch, prepared: str) -> None:
    """Accept the job that follows, in this transaction."""
    if not prepared:
        return
    try:
        produce.send([_made_now(msgspec.json.decode(prepared, type=Envelope), batch)])
    except (BackgroundError, msgspec.MsgspecError, ValueError):  # one that cannot be made must not keep the batch from its end
        log.exception("nothing follows a batch", extra={"batch": str(batch.id)})


def _made_now(prepared: Envelope, batch: JobBatch) -> Envelope:
    now = timezone.now()
    options = msgspec.structs.replace(prepared.options.resolved(owner=batch.owner, now=now), follows=str(batch.id))
    return msgspec.structs.replace(prepared, id=new_ids(1)[0], created_at=now, options=options)
