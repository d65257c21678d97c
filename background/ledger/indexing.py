"""How far those are behind who write down the words by which jobs are found."""

from dataclasses import dataclass

from django.utils import timezone

from background.engine.databases import ledger_databases
from background.models import JobRecord, JobWords

MOST_COUNTED = 10_000
"""Beyond it the number only says that there are many; how old the oldest is tells more."""


@dataclass(frozen=True, slots=True)
class Indexing:
    """`pending` are the jobs that are newer than all whose words are known, at most `MOST_COUNTED` to a database.

    The lag is the age of the oldest.
    """

    pending: int
    lag_seconds: float


def indexing() -> Indexing:
    """What is so now in all databases, read from the ends of two indexes in each."""
    found = [_indexing(database) for database in ledger_databases()]
    return Indexing(pending=sum(each.pending for each in found), lag_seconds=max(each.lag_seconds for each in found))


def _indexing(database: str) -> Indexing:
    newest = JobWords.objects.using(database).order_by("-place").values_list("job_id", flat=True).first()
    unknown = JobRecord.objects.using(database).order_by("id")
    if newest:
        unknown = unknown.filter(id__gt=newest)
    oldest = unknown.values_list("created_at", flat=True).first()
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    return Indexing(pending=unknown[:MOST_COUNTED].count(), lag_seconds=max(0.0, age))
