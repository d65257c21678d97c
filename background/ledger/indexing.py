"""How far those are behind who write down the words by which jobs are found."""

from dataclasses import dataclass

from django.utils import timezone

from background.models import JobRecord, JobWords

MOST_COUNTED = 10_000
"""Beyond it the number only says that there are many; how old the oldest is tells more."""


@dataclass(frozen=True, slots=True)
class Indexing:
    """`pending` are the jobs that are newer than all whose words are known, at most `MOST_COUNTED`; the lag is the age of the oldest."""

    pending: int
    lag_seconds: float


def indexing() -> Indexing:
    """What is so now, read from the ends of two indexes."""
    newest = JobWords.objects.order_by("-place").values_list("job_id", flat=True).first()
    unknown = JobRecord.objects.order_by("id")
    if newest:
        unknown = unknown.filter(id__gt=newest)
    oldest = unknown.values_list("created_at", flat=True).first()
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    return Indexing(pending=unknown[:MOST_COUNTED].count(), lag_seconds=max(0.0, age))
