"""Every mail, one row for each message and recipient, from the moment it is asked for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from background.constants import MailState, MailStream
from background.models.newsletter import Newsletter


class MailMessage(models.Model):
    """One message to one recipient. `id` is a UUIDv7: that of its job where the job mails nothing else.

    `recipient` is in lower case; `address` is how it was typed, where that is not the same: to some servers it matters.
    `message_id` is the `Message-ID` without its angle brackets, made once, the same for every attempt;
    `provider_id` is what the provider calls it. `context` is what a bulk mail says to this recipient and no other; `body` is what was
    sent (JSON of `text` and `html`, packed by zlib). Of a mail that `is_secret` neither is kept, nor its subject. `reason` says why it
    did not arrive. `sent_at` is when a server took it: from then on nobody sends it again.
    """

    id = models.UUIDField(primary_key=True)
    job_id = models.UUIDField(null=True, blank=True)
    batch_id = models.UUIDField(null=True, blank=True)
    newsletter = models.ForeignKey(
        Newsletter, on_delete=models.SET_NULL, related_name="mails", db_constraint=False, db_index=False, null=True, blank=True
    )
    recipient = models.CharField(max_length=320)
    address = models.CharField(max_length=320, blank=True, db_default="")
    user_id = models.CharField(max_length=64, blank=True, db_default="")
    template = models.CharField(max_length=100, blank=True)
    subject = models.CharField(max_length=998, blank=True, db_default="")
    stream = models.CharField(max_length=16, choices=[(stream.value, stream.value) for stream in MailStream])
    state = models.CharField(max_length=16, choices=[(state.value, state.value) for state in MailState], db_default=MailState.QUEUED.value)
    reason = models.CharField(max_length=500, blank=True, db_default="")
    message_id = models.CharField(max_length=255, unique=True)
    provider = models.CharField(max_length=64, blank=True, db_default="")
    provider_id = models.CharField(max_length=255, blank=True, db_default="")
    is_secret = models.BooleanField(db_default=False)
    context = models.JSONField(null=True, blank=True)
    body = models.BinaryField(null=True, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    state_at = models.DateTimeField()

    class Meta:
        verbose_name = "mail"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            # PostgreSQL finds the beginning of an address by such an index alone; other databases do not heed the classes.
            models.Index(fields=["recipient", "id"], name="mail_recipient", opclasses=["varchar_pattern_ops", "uuid_ops"]),
            models.Index(fields=["state", "id"], name="mail_state"),
            models.Index(fields=["job_id"], name="mail_job", condition=Q(job_id__isnull=False)),
            models.Index(fields=["batch_id", "state"], name="mail_batch", condition=Q(batch_id__isnull=False)),
            models.Index(fields=["newsletter", "state"], name="mail_newsletter", condition=Q(newsletter__isnull=False)),
            models.Index(fields=["user_id"], name="mail_user", condition=~Q(user_id="")),
            models.Index(fields=["provider_id"], name="mail_provider_id"),
        ]

    def __str__(self) -> str:
        return f"mail {self.id}"

    @property
    def mailed_to(self) -> str:
        return self.address or self.recipient
