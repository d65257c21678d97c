"""The rows of bulk mails as a chunk reads them."""

from collections.abc import Mapping, Sequence
from itertools import batched
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from background.constants import MailState, MailStream, SuppressionReason
from background.mail.messages import OPEN
from background.models import MailMessage, Suppression

CALLED_OFF = "its mailing was called off"
ASKED_TOGETHER = 1_000
UNSENT_STATES = (*OPEN, MailState.FAILED)


class BulkMail(NamedTuple):
    """What of a row is needed to send it."""

    id: UUID
    recipient: str
    address: str
    message_id: str
    context: Mapping[str, object] | None
    user_id: str
    state: str

    @property
    def mailed_to(self) -> str:
        return self.address or self.recipient


def unsent(mail_ids: Sequence[str]) -> list[BulkMail]:
    """Those of them that nobody has taken, refused or called off, oldest first; they are to be sent now."""
    rows = MailMessage.objects.filter(pk__in=mail_ids, sent_at=None, state__in=UNSENT_STATES).exclude(reason=CALLED_OFF).order_by("id")
    mails = list(map(BulkMail._make, rows.values_list(*BulkMail._fields)))
    if again := [mail.id for mail in mails if mail.state != MailState.QUEUED]:
        MailMessage.objects.filter(pk__in=again).update(state=MailState.QUEUED, reason="", state_at=timezone.now())
    return mails


def suppressed_among(addresses: Sequence[str]) -> dict[str, SuppressionReason]:
    """Those to which no bulk mail goes, each with a reason."""
    reasons = [reason for reason in SuppressionReason if MailStream.BULK in reason.streams]
    found: dict[str, SuppressionReason] = {}
    for part in batched(addresses, ASKED_TOGETHER):
        rows = Suppression.objects.filter(address__in=part, reason__in=reasons).values_list("address", "reason")
        found |= {address: SuppressionReason(reason) for address, reason in rows}
    return found
