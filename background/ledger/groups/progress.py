"""How far batches are: counted among their jobs."""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Count

from background.constants import JobState
from background.interfaces import BatchProgress
from background.models import JobRecord


def progress_of(batch_ids: Collection[UUID]) -> dict[UUID, BatchProgress]:
    """Of each of these, in one statement, from an index. It lags behind Redis by less than a second."""
    counts: dict[UUID, dict[JobState, int]] = defaultdict(dict)
    counted = JobRecord.objects.filter(batch__in=batch_ids).order_by().values_list("batch", "state").annotate(number=Count("id"))
    for batch_id, state, number in counted:
        counts[batch_id][JobState(state)] = number
    return {batch_id: BatchProgress(counts=counts[batch_id]) for batch_id in batch_ids}
