"""What was answered to requests that must not be carried out twice."""

from typing import ClassVar

from django.db import models


class IdempotencyKey(models.Model):
    """One request: `claim` names who carries it out, `status` is 0 until it was answered. `body` is a digest."""

    user = models.CharField(max_length=64)
    route = models.CharField(max_length=300)
    key = models.CharField(max_length=255)
    body = models.CharField(max_length=64)
    claim = models.CharField(max_length=32, unique=True)
    claimed_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    content = models.TextField(blank=True)
    headers = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "route", "key"], name="idempotency_key")]

    def __str__(self) -> str:
        return f"{self.route} by {self.user}"
