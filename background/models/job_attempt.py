"""Every run of every job."""

from typing import ClassVar

from django.db import models

from background.models.job_record import JobRecord


class Outcome(models.TextChoices):
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    SNOOZED = "snoozed"
    LOST = "lost"
    HANDED_BACK = "handed_back"
    CANCELLED = "cancelled"


class JobAttempt(models.Model):
    """One execution; `number` counts those that used up an attempt, so a crash and the run after it may share one.

    `peak_memory` is the most that its process held, in bytes, with what it shares with its worker; threads cannot be told apart.
    """

    job = models.ForeignKey(JobRecord, on_delete=models.CASCADE, related_name="runs", db_constraint=False)
    execution = models.CharField(max_length=64, unique=True)
    number = models.PositiveIntegerField(default=1)
    worker = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.RUNNING)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=200, blank=True)
    error_message = models.TextField(blank=True)
    traceback = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=16, blank=True)
    peak_memory = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "attempt"
        ordering: ClassVar = ["started_at", "id"]

    def __str__(self) -> str:
        return f"attempt {self.number} at {self.job_id}"
