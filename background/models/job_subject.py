"""About whom every job is."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from background.engine.subjects import LONGEST_KEY, LONGEST_KIND
from background.models.job_record import JobRecord


class JobSubject(models.Model):
    """One of those about whom a job is, as ("user", "7"). `is_unwanted` has the job forgotten as soon as it has ended."""

    job = models.ForeignKey(JobRecord, on_delete=models.CASCADE, related_name="subjects", db_constraint=False)
    kind = models.CharField(max_length=LONGEST_KIND)
    key = models.CharField(max_length=LONGEST_KEY)
    is_unwanted = models.BooleanField(default=False)

    class Meta:
        verbose_name = "subject"
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key", "job"], name="job_subject_once")]
        indexes: ClassVar = [models.Index(fields=["job"], name="job_subject_unwanted", condition=Q(is_unwanted=True))]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
