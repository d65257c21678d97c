"""What a job waits for."""

from background.constants import JobState
from background.engine.after import OnParentDeath
from background.interfaces import JobSnapshot
from background.ledger.groups.fate import Parent
from background.ledger.ids import as_uuid
from background.ledger.rows import snapshot_of_row
from background.models import JobDependency


def waits_for(job_id: str) -> list[JobSnapshot]:
    """The jobs that hold this one back, as the ledger has them: those that have not ended, and with HOLD those that failed.

    Empty for a job that waits for none, any more or at all.
    """
    return [snapshot_of_row(edge.parent) for edge in _edges(job_id, waiting=True) if edge.parent and _holds_back(edge)]


def parents_of(job_id: str) -> list[JobSnapshot]:
    """All that it was to run after, in the order in which it named them; those that were forgotten are left out."""
    return [snapshot_of_row(edge.parent) for edge in _edges(job_id) if edge.parent]


def _edges(job_id: str, **narrowed: bool) -> list[JobDependency]:
    number = as_uuid(job_id)
    chosen = {f"child__{name}": value for name, value in narrowed.items()}
    return list(JobDependency.objects.filter(child=number, **chosen).select_related("parent")) if number else []


def _holds_back(edge: JobDependency) -> bool:
    state = JobState(edge.parent.state) if edge.parent else None
    return Parent(state, OnParentDeath(edge.on_parent_death)).holds_back
