"""Addresses to which nothing is mailed any more."""

from typing import ClassVar

from django.db import models

from background.constants import SuppressionReason


class Suppression(models.Model):
    """`address` is in lower case. An address may be here for several reasons, each once."""

    address = models.CharField(max_length=320)
    reason = models.CharField(max_length=16, choices=[(reason.value, reason.value) for reason in SuppressionReason])
    detail = models.CharField(max_length=500, blank=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name = "suppressed address"
        verbose_name_plural = "suppressed addresses"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["address", "reason"], name="suppression_once")]

    def __str__(self) -> str:
        return f"{self.address} ({self.reason})"
