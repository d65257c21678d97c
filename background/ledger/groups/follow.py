"""What the ends of jobs mean to those that wait for them, and to their batches."""

from collections.abc import Iterable, Sequence
from itertools import batched
from uuid import UUID

from background.engine.events import Kind
from background.ledger.groups.release import TOGETHER, release_children
from background.ledger.groups.settle import settle
from background.ledger.ids import as_uuids
from background.models import JobBatch, JobDependency, JobRecord
from background.rq_adapter.stream_events import StreamEvent

_ENDS = frozenset({Kind.COMPLETED, Kind.DEAD, Kind.CANCELLED, Kind.EXPIRED})


def follow_events(events: Iterable[StreamEvent]) -> None:
    """After these were written down, and before they are acknowledged: who dies in between leaves them to others."""
    follow({event.job_id for event in events if event.kind in _ENDS or event.note == "replayed"})


def follow(job_ids: Iterable[str]) -> None:
    """These have ended, or were let start afresh. Doing it twice changes nothing."""
    changed = as_uuids(job_ids)
    if changed and JobDependency.objects.exists():  # where nobody waits, thousands of ids need not be looked for
        changed += release_children(changed)
    if changed and JobBatch.objects.exists():
        settle({batch_id for some in batched(changed, TOGETHER) for batch_id in _batches_of(some)})


def _batches_of(job_ids: Sequence[UUID]) -> list[UUID]:
    return list(JobRecord.objects.filter(id__in=job_ids, batch__isnull=False).values_list("batch", flat=True).distinct())
