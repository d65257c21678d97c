"""Forgets batches whose jobs were all forgotten."""

from django.db.models import Exists, OuterRef

from background.models import JobBatch, JobRecord

TOGETHER = 1000


def forget_batches() -> int:
    """How many there were. One that has not ended stays."""
    members = JobRecord.objects.filter(batch=OuterRef("id"))
    ended = JobBatch.objects.filter(~Exists(members), finished_at__isnull=False).order_by("id")
    forgotten = 0
    while ids := list(ended.values_list("id", flat=True)[:TOGETHER]):
        forgotten += JobBatch.objects.filter(id__in=ids)._raw_delete("default")
    return forgotten
