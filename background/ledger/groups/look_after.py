"""Finds what nobody followed up, because whoever should have was killed."""

from django.db.models import Exists, OuterRef

from background.constants import JobState
from background.ledger.groups.follow import follow
from background.ledger.groups.release import release_ready
from background.ledger.groups.settle import settle
from background.ledger.walk import Walk
from background.models import JobBatch, JobDependency, JobRecord
from background.models.job_record import OPEN_STATES

LOOKED_AT_TOGETHER = 1000


class GroupKeeper:
    """Goes through all that waits and all batches that are open, a slice at each call."""

    def __init__(self) -> None:
        self._children: Walk[JobRecord] = Walk(LOOKED_AT_TOGETHER)
        self._batches: Walk[JobBatch] = Walk(LOOKED_AT_TOGETHER)

    def look_after(self) -> None:
        waiting = JobRecord.objects.filter(waiting=True, state=JobState.PENDING)
        held_back = JobDependency.objects.filter(child=OuterRef("id"), parent__state__in=OPEN_STATES)
        children = [row.id for row in self._children.step(waiting.only("id"))]
        follow(map(str, release_ready(list(waiting.filter(~Exists(held_back), id__in=children).values_list("id", flat=True)))))
        batches = [row.id for row in self._batches.step(JobBatch.objects.filter(finished_at=None).only("id"))]
        running = JobRecord.objects.filter(batch=OuterRef("id"), state__in=OPEN_STATES)
        settle(JobBatch.objects.filter(~Exists(running), id__in=batches).values_list("id", flat=True))
