"""Every accepted job, from the moment its transaction commits until it is pruned."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from background.constants import FINAL_STATES, JobState
from background.models.job_batch import JobBatch

OPEN_STATES = tuple(state for state in JobState if state not in FINAL_STATES)


class JobRecord(models.Model):
    """One job. Ids are UUIDv7, so their order is that in which jobs were made, and the newest lie together in every index.

    `payload` is JSON as it travels, its secrets sealed; they are gone once the job has ended well, or Redis cannot start it afresh any
    more. `envelope` is the rest of what was sent, so that it can be sent again. `tags` are parted by blanks.
    `event` is the place of the last event that was noted, so that an older one changes nothing.
    `waiting` has it wait for its parents; one that is cancelled and still waits was called off for their sake.
    """

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=200)
    queue = models.CharField(max_length=100)
    state = models.CharField(max_length=12, choices=[(state.value, state.value) for state in JobState], db_default=JobState.PENDING.value)
    payload = models.TextField()
    envelope = models.TextField()
    has_secrets = models.BooleanField(default=False)
    owner = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    tags = models.TextField(blank=True)
    priority = models.SmallIntegerField(default=0)
    attempts = models.PositiveIntegerField(db_default=0)
    max_attempts = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    run_after = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True, db_default="")
    error_code = models.CharField(max_length=200, blank=True, db_default="")
    error_message = models.TextField(blank=True, db_default="")
    fingerprint = models.CharField(max_length=16, blank=True, db_default="")
    note = models.TextField(blank=True, db_default="")
    event = models.BigIntegerField(db_default=0)
    batch = models.ForeignKey(JobBatch, on_delete=models.SET_NULL, related_name="jobs", db_constraint=False, db_index=False, null=True)
    waiting = models.BooleanField(db_default=False)

    class Meta:
        verbose_name = "job"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="job_state"),
            models.Index(fields=["queue", "id"], name="job_queue"),
            models.Index(fields=["name", "id"], name="job_name"),
            models.Index(fields=["owner", "id"], name="job_owner", condition=~Q(owner="")),
            models.Index(fields=["request_id", "id"], name="job_request", condition=~Q(request_id="")),
            models.Index(fields=["error_code", "id"], name="job_error", condition=~Q(error_code="")),
            models.Index(fields=["fingerprint", "id"], name="job_fingerprint", condition=~Q(fingerprint="")),
            models.Index(fields=["id"], name="job_secrets", condition=Q(has_secrets=True)),
            models.Index(fields=["batch", "state"], name="job_batch", condition=Q(batch__isnull=False)),
            models.Index(fields=["id"], name="job_waiting", condition=Q(waiting=True)),
            models.Index(fields=["id"], name="job_to_push", condition=Q(state=JobState.PENDING.value, waiting=False)),
            models.Index(fields=["id"], name="job_open", condition=Q(state__in=[state.value for state in OPEN_STATES])),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"
