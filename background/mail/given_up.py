"""The mails that a job leaves unsent when it has ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from background.constants import MailState, MailStream
from background.ledger.walk import Walk
from background.mail.address import masked, without_addresses
from background.mail.messages import UNSENT, WAITING
from background.mail.tracking.join import LONGEST_REASON
from background.models import MailMessage

PAGE = 500
_REFUSED = Q(state__in=(MailState.REJECTED, MailState.BOUNCED), stream=MailStream.TRANSACTIONAL)
"""A job that mails to few is dead when they are refused; one that mails to many goes on, and each refusal was settled by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUpMail:
    """One of them, without whole addresses; `reason` is why it did not arrive."""

    id: UUID
    to: str
    reason: str


class GivenUp:
    """All of them, as they are when one asks: how many there are, and each, read a page at a time."""

    def __init__(self, rows: QuerySet[MailMessage]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    def __iter__(self) -> Iterator[GivenUpMail]:
        for page in Walk[MailMessage](PAGE).to_the_end(self._rows.only("id", "recipient", "reason")):
            for mail in page:
                yield GivenUpMail(id=mail.id, to=masked(mail.recipient), reason=without_addresses(mail.reason))


def give_up(job_id: UUID, reason: str) -> GivenUp:
    """The job has ended, so nobody sends those of its mails that wait. Those that were sent, refused or suppressed stay what they are."""
    now, mails = timezone.now(), MailMessage.objects.filter(UNSENT, job_id=job_id)
    mails.filter(WAITING).update(state=MailState.FAILED, state_at=now, reason=reason[:LONGEST_REASON])
    return GivenUp(mails.filter(Q(state=MailState.FAILED, state_at=now) | _REFUSED).exclude(recipient=""))
