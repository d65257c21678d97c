"""The ledger of mail: a row for each message, and what is known of it."""

import json
import zlib
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.utils import timezone

from background.constants import MailState
from background.ledger.few_rows import change_row, read_rows
from background.ledger.insert import insert_rows
from background.ledger.statements import Row
from background.mail.draft import Draft
from background.mail.letters.letter import Letter
from background.mail.outcome import Accepted
from background.mail.rows import COLUMNS, row_of, values_of
from background.mail.tracking.join import LONGEST_REASON, bare, join
from background.models import MailEvent, MailMessage

LONGEST_SUBJECT, LONGEST_PROVIDER = 998, 64
UNSENT = Q(sent_at=None)
OPEN = (MailState.QUEUED, MailState.DEFERRED)
WAITING = UNSENT & Q(state__in=OPEN)
"""Mails that wait for an attempt. One that is put off on its way has been sent."""


def accept(draft: Draft) -> None:
    """Write it down; a second time changes nothing."""
    MailMessage.objects.bulk_create([row_of(draft)], ignore_conflicts=True)


def accept_many(drafts: Sequence[Draft]) -> None:
    """Write them down in one go. None of them may be there."""
    now = timezone.now()
    insert_rows(MailMessage, COLUMNS, [values_of(draft, now) for draft in drafts], using=DEFAULT_DB_ALIAS)


class Known(NamedTuple):
    """What of a mail's row decides whether it is sent."""

    id: UUID
    recipient: str
    state: str
    message_id: str
    provider_id: str
    is_done: bool
    """Whether a server has taken it: an earlier attempt heard its answer, or a provider told so."""


def opened(draft: Draft) -> Known:
    """What is known of it; it is written down now, if nobody did so when it was asked for."""
    rows = _rows_of(draft.id)
    if not rows:
        accept(draft)
        rows = _rows_of(draft.id)
    ((recipient, state, message_id, provider_id, sent_at),) = rows
    return Known(draft.id, recipient, state, message_id, provider_id, sent_at is not None)


def begin(mail: Known) -> None:
    """A new attempt begins: how an earlier one ended holds no more."""
    if mail.state != MailState.QUEUED:
        MailMessage.objects.filter(UNSENT, pk=mail.id).update(state=MailState.QUEUED, reason="", state_at=timezone.now())


def sent(draft: Draft, letter: Letter, answer: Accepted) -> None:
    """A server has taken it. What a provider has told already, because it was quicker than we, stays."""
    now, provider_id = timezone.now(), bare(answer.provider_id)
    values = {
        "sent_at": now,
        "subject": "" if draft.is_secret else letter.subject[:LONGEST_SUBJECT],
        "body": None if draft.is_secret else packed(letter),
        "is_secret": draft.is_secret,
        "provider": answer.provider[:LONGEST_PROVIDER],
        "provider_id": provider_id,
    }
    news = {"state": MailState.SENT.value, "state_at": now}
    only_from = ("state", [below.value for below in MailState.SENT.below])
    change_row(MailMessage, draft.id, values, guarded=news, only_from=only_from)
    join(draft.id, provider_id)


def settle(mail_id: UUID, state: MailState, **values: object) -> bool:
    """Give the mail this state, unless it has one that it does not replace. Whether it did."""
    changed = MailMessage.objects.filter(pk=mail_id, state__in=state.below)
    return bool(changed.update(state=state, state_at=timezone.now(), **values))


def suppressed(mail: Known, reason: str) -> None:
    """It is not sent, because nothing is mailed to its recipient. That it bounced, if so, says more."""
    waiting = MailMessage.objects.filter(UNSENT, pk=mail.id, state__in=[*OPEN, MailState.FAILED])
    waiting.update(state=MailState.SUPPRESSED, reason=reason, state_at=timezone.now())


def turned_down(mail_id: UUID, state: MailState, *, provider: str, reason: str) -> None:
    """A server did not take it, now or for good. Each time is remembered."""
    reason = reason[:LONGEST_REASON]
    settle(mail_id, state, provider=provider, reason=reason)
    event_of(mail_id, state, provider=provider, reason=reason).save(force_insert=True)


def event_of(mail_id: UUID, state: MailState, *, provider: str, reason: str) -> MailEvent:
    """What a server said of it just now, to be written down."""
    return MailEvent(mail_id=mail_id, provider=provider, event_id=str(uuid4()), type=state.value, detail=reason, at=timezone.now())


def packed(letter: Letter) -> bytes:
    """What is kept of a mail that holds no secret."""
    return zlib.compress(json.dumps({"text": letter.text, "html": letter.html}).encode(), level=1)


def unpacked(body: bytes | memoryview) -> dict[str, str]:
    """Its `text` and `html`."""
    parts: dict[str, str] = json.loads(zlib.decompress(body))
    return parts


def _rows_of(mail_id: UUID) -> list[Row]:
    names = ("recipient", "state", "message_id", "provider_id", "sent_at")
    return read_rows(MailMessage, names, where="id", equals=mail_id)
