"""What a job waits for, and what it has waited for."""

from uuid import UUID

from background.constants import JobState
from background.engine.after import OnParentDeath
from background.interfaces import JobSnapshot
from background.ledger.groups.fate import Parent
from background.ledger.ids import as_uuids
from background.ledger.rows import snapshot_of_row
from background.models import JobDependency, JobRecord


def waits_for(job_id: str) -> list[JobSnapshot]:
    """The jobs that hold this one back, as the ledger has them: those that have not ended, and with HOLD those that failed.

    Empty for a job that waits for none, any more or at all.
    """
    edges = JobDependency.objects.filter(child__in=as_uuids([job_id]), child__waiting=True).select_related("parent")
    return [snapshot_of_row(edge.parent) for edge in edges if edge.parent and _holds_back(edge)]


def ancestors_of(job_id: str) -> list[JobSnapshot]:
    """All that it was to run after, directly or through others, oldest first; those that were forgotten are left out."""
    found: dict[UUID, JobRecord] = {}
    level = as_uuids([job_id])
    while level:
        parents = JobRecord.objects.filter(children__child__in=level).distinct()
        level = [row.id for row in parents if row.id not in found]
        found |= {row.id: row for row in parents}
    return [snapshot_of_row(found[number]) for number in sorted(found)]


def _holds_back(edge: JobDependency) -> bool:
    state = JobState(edge.parent.state) if edge.parent else None
    return Parent(state, OnParentDeath(edge.on_parent_death)).holds_back
