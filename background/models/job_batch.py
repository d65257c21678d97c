"""Jobs that belong together."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class JobBatch(models.Model):
    """How many there are and how they are is nowhere written down: it is counted among the jobs.

    `on_success`, `on_finish` and `on_dead` are envelopes of the jobs that follow, or nothing.
    `ended_event` is the newest event among its members when it came to its end last, and `died_event` that of the death that was told
    last: a member can only have a newer one because it was let start afresh or has come since, so each end is told once. A batch that
    is open again, `finished_at` being None, has an end to tell in any case.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    owner = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    on_success = models.TextField(blank=True)
    on_finish = models.TextField(blank=True)
    on_dead = models.TextField(blank=True)
    ended_event = models.BigIntegerField(default=-1)
    died_event = models.BigIntegerField(default=-1)

    class Meta:
        verbose_name = "batch"
        verbose_name_plural = "batches"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["id"], name="batch_open", condition=Q(finished_at=None))]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"
