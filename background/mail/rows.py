"""A mail that is asked for, as a row."""

from datetime import datetime
from email.utils import parseaddr
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from background.constants import MailState
from background.mail.address import comparable
from background.mail.draft import Draft
from background.models import MailMessage

COLUMNS = (
    *("id", "job_id", "batch_id", "newsletter", "recipient", "address", "user_id"),
    *("template", "subject", "stream", "state", "message_id", "is_secret", "context", "created_at", "state_at"),
)
"""The rest of its row is what the database takes by default."""
_ATTRIBUTES = tuple("newsletter_id" if name == "newsletter" else name for name in COLUMNS)


def row_of(draft: Draft) -> MailMessage:
    return MailMessage(**dict(zip(_ATTRIBUTES, values_of(draft, timezone.now()), strict=True)))


def values_of(draft: Draft, now: datetime) -> tuple[Any, ...]:
    """In the order of `COLUMNS`."""
    subject, context = ("", None) if draft.is_secret else (draft.subject, draft.context)
    recipient = comparable(draft.recipient)
    address = "" if draft.recipient == recipient else draft.recipient
    return (
        *(draft.id, draft.job_id, draft.batch_id, draft.newsletter_id, recipient, address, draft.user_id),
        *(draft.template, subject, draft.stream.value, MailState.QUEUED.value, message_id(draft.id)),
        *(draft.is_secret, context, now, now),
    )


def message_id(mail_id: UUID) -> str:
    """On our own domain, as RFC 5322, 3.6.4 recommends; without angle brackets. The same for every attempt."""
    return f"{mail_id}@{_domain_of(settings.DEFAULT_FROM_EMAIL)}"


@cache
def _domain_of(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2] or "localhost"
