"""A code that was mailed to someone: who reads that mailbox owns the address."""

import uuid

from django.conf import settings
from django.db import models


class Purpose(models.TextChoices):
    """What a code is good for; one made for one purpose is worth nothing for another."""

    VERIFY = "verify", "verify the address"
    RESET = "reset", "reset the password"
    NOTICE = "notice", "say that there is an account"


class EmailCode(models.Model):
    """One row a mail, so that its kind has a cooldown and a number a day; a notice is without a code.

    Only the keyed digest of the code is kept, so the table alone lets nobody in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_codes")
    purpose = models.CharField(max_length=16, choices=Purpose)
    digest = models.CharField(max_length=64)
    guesses = models.PositiveSmallIntegerField(default=0)
    guesses_before = models.PositiveSmallIntegerField(default=0, db_default=0, help_text="At the codes of the day before this one.")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["user", "purpose", "-created_at"], name="email_code_latest")]

    def __str__(self) -> str:
        return f"code to {self.get_purpose_display()}, made {self.created_at:%Y-%m-%d %H:%M} UTC"
