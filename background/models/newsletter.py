"""A newsletter: composed, sent to many at once or at a time, paused and resumed."""

from typing import ClassVar

from django.db import models

from background.constants import NewsletterState


class Newsletter(models.Model):
    """`html` is what its author wrote, with nothing in it that could harm a reader; `text` is made from it where it is empty."""

    id = models.UUIDField(primary_key=True)
    subject = models.CharField(max_length=200)
    html = models.TextField()
    text = models.TextField(blank=True)
    state = models.CharField(
        max_length=12, choices=[(state.value, state.value) for state in NewsletterState], db_default=NewsletterState.DRAFT.value
    )
    run_at = models.DateTimeField(null=True, blank=True)
    batch_id = models.UUIDField(null=True, blank=True)
    owner = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="newsletter_state")]

    def __str__(self) -> str:
        return self.subject
