"""Which job waits for which."""

from typing import ClassVar

from django.db import models

from background.engine.after import OnParentDeath
from background.models.job_record import JobRecord


class JobDependency(models.Model):
    """`child` runs after `parent`; without one, because it was pruned, nobody will ever know that it succeeded."""

    parent = models.ForeignKey(JobRecord, on_delete=models.SET_NULL, related_name="children", db_constraint=False, null=True)
    child = models.ForeignKey(JobRecord, on_delete=models.CASCADE, related_name="parents", db_constraint=False)
    on_parent_death = models.CharField(max_length=6, choices=[(policy.value, policy.value) for policy in OnParentDeath])

    class Meta:
        verbose_name = "dependency"
        verbose_name_plural = "dependencies"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.child_id} after {self.parent_id}"
