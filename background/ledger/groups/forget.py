"""Forgets batches whose jobs were all forgotten."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from background.ledger.slices import delete_in_slices
from background.models import JobBatch, JobRecord

EMPTY_FOR = timedelta(days=1)
"""Younger batches may be about to get members."""


def forget_batches() -> int:
    """How many there were. One that has not ended stays."""
    members = JobRecord.objects.filter(batch=OuterRef("id"))
    return delete_in_slices(JobBatch.objects.filter(~Exists(members), finished_at__lt=timezone.now() - EMPTY_FOR).order_by("id"))
