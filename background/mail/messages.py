"""The ledger of mail: a row for each message, and what is known of it."""

import json
import zlib
from collections.abc import Sequence
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from background.constants import MailState
from background.mail.draft import Draft
from background.mail.letters.letter import Letter
from background.models import MailMessage

LONGEST_REASON = 500


def accept(draft: Draft) -> None:
    """Write it down; a second time changes nothing."""
    MailMessage.objects.bulk_create([_row(draft)], ignore_conflicts=True)


def accept_many(drafts: Sequence[Draft]) -> None:
    """Write them down in one go. None of them may be there."""
    MailMessage.objects.bulk_create([_row(draft) for draft in drafts], batch_size=1_000)


def opened(draft: Draft) -> MailMessage:
    """What is known of it; it is written down now, if nobody did so when it was asked for."""
    found = MailMessage.objects.filter(pk=draft.id).first()
    if found:
        return found
    accept(draft)
    return MailMessage.objects.get(pk=draft.id)


def is_done(mail: MailMessage) -> bool:
    """Whether a server has taken it: an earlier attempt heard its answer."""
    return mail.sent_at is not None


def sent(mail_id: UUID, *, subject: str, provider: str, provider_id: str, body: bytes | None) -> bool:
    """A server has taken it."""
    now = timezone.now()
    return settle(mail_id, MailState.SENT, sent_at=now, subject=subject, provider=provider, provider_id=provider_id, body=body)


def settle(mail_id: UUID, state: MailState, **values: object) -> bool:
    """Give the mail this state, unless it has one that it does not replace. Whether it did."""
    changed = MailMessage.objects.filter(pk=mail_id, state__in=state.below)
    return bool(changed.update(state=state, state_at=timezone.now(), **values))


def packed(letter: Letter) -> bytes:
    """What is kept of a mail that holds no secret."""
    return zlib.compress(json.dumps({"text": letter.text, "html": letter.html}).encode())


def message_id(mail_id: UUID) -> str:
    """On our own domain, as RFC 5322, 3.6.4 recommends; without angle brackets. The same for every attempt."""
    return f"{mail_id}@{parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition('@')[2] or 'localhost'}"


def _row(draft: Draft) -> MailMessage:
    now = timezone.now()
    return MailMessage(
        id=draft.id,
        job_id=draft.job_id,
        batch_id=draft.batch_id,
        newsletter_id=draft.newsletter_id,
        recipient=draft.recipient.lower(),
        user_id=draft.user_id,
        template=draft.template,
        subject=draft.subject,
        stream=draft.stream,
        state=MailState.QUEUED,
        message_id=message_id(draft.id),
        context=draft.context,
        created_at=now,
        state_at=now,
    )
