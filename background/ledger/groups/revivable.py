"""Which of the jobs that were called off for their parents' sake may wait again, because a parent can start afresh."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from background.constants import JobState
from background.models import JobDependency
from background.rq_adapter.presence import kept_of


def revivable(children: Iterable[UUID]) -> set[UUID]:
    """Those whose parents, or theirs in turn, did not succeed and are known to Redis yet.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    found: set[UUID] = set()
    level = {child: {child} for child in children}
    while level:
        above = _parents_of(level)
        kept = kept_of([str(parent) for parent in above])
        found |= {child for parent, below in above.items() if str(parent) in kept for child in below}
        level = {parent: undecided for parent, below in above.items() if (undecided := below - found)}
    return found


def _parents_of(level: dict[UUID, set[UUID]]) -> dict[UUID, set[UUID]]:
    """Each parent, and whose it is of those in question."""
    above: dict[UUID, set[UUID]] = defaultdict(set)
    edges = JobDependency.objects.filter(child__in=list(level), parent__isnull=False).exclude(parent__state=JobState.SUCCEEDED)
    for child, parent in edges.values_list("child", "parent"):
        above[parent] |= level[child]
    return above
