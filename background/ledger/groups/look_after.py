"""Finds what nobody followed up, because whoever should have was killed."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from background.constants import JobState
from background.ledger.groups.follow import follow
from background.ledger.groups.release import release_ready
from background.ledger.groups.settle import settle
from background.models import JobBatch, JobDependency, JobRecord
from background.models.job_record import OPEN_STATES

LOOKED_AT_TOGETHER = 1000


class GroupKeeper:
    """Goes through all that waits and all batches that are open, a slice at each call."""

    def __init__(self) -> None:
        self._child: UUID | None = None
        self._batch: UUID | None = None

    def look_after(self) -> None:
        waiting = JobRecord.objects.filter(waiting=True, state=JobState.PENDING)
        held_back = JobDependency.objects.filter(child=OuterRef("id"), parent__state__in=OPEN_STATES)
        children, self._child = _slice(waiting, self._child)
        follow(map(str, release_ready(list(waiting.filter(~Exists(held_back), id__in=children).values_list("id", flat=True)))))
        batches, self._batch = _slice(JobBatch.objects.filter(finished_at=None), self._batch)
        running = JobRecord.objects.filter(batch=OuterRef("id"), state__in=OPEN_STATES)
        settle(JobBatch.objects.filter(~Exists(running), id__in=batches).values_list("id", flat=True))


def _slice(rows: QuerySet[JobRecord] | QuerySet[JobBatch], after: UUID | None) -> tuple[list[UUID], UUID | None]:
    """The next ids, and where to go on; after the last of them from the first."""
    ids = list((rows.filter(id__gt=after) if after else rows).order_by("id").values_list("id", flat=True)[:LOOKED_AT_TOGETHER])
    return ids, ids[-1] if len(ids) == LOOKED_AT_TOGETHER else None
