"""What a server or a provider said about a mail, each thing once."""

from typing import ClassVar

from django.db import models

from background.models.mail_message import MailMessage


class MailEvent(models.Model):
    """`event_id` is the provider's, or a digest where it gives none. An event may come before we know by which id the provider knows
    the mail: then `mail` is empty until we do."""

    mail = models.ForeignKey(MailMessage, on_delete=models.CASCADE, related_name="events", db_constraint=False, null=True, blank=True)
    provider = models.CharField(max_length=64)
    event_id = models.CharField(max_length=255)
    provider_id = models.CharField(max_length=255, blank=True, db_index=True)
    recipient = models.CharField(max_length=320, blank=True)
    type = models.CharField(max_length=32)
    detail = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "mail event"
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "event_id"], name="mail_event_once")]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
