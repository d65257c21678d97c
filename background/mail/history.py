"""What happened to a mail, on a line of time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from background.models import MailEvent, MailMessage

MOST_EVENTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """`type` is a state or what else a provider tells, such as `opened`."""

    type: str
    at: datetime
    detail: str = ""


def histories(mails: Sequence[MailMessage]) -> Mapping[UUID, Sequence[Happening]]:
    """Of each mail, oldest first: that it was asked for and sent, and what servers and providers said, together at most the newest
    thousand things."""
    told: dict[UUID, list[Happening]] = defaultdict(list)
    for event in MailEvent.objects.filter(mail__in=[mail.id for mail in mails]).order_by("-id")[:MOST_EVENTS]:
        if event.mail_id:
            told[event.mail_id].append(Happening(type=event.type, at=event.at, detail=event.detail))
    return {mail.id: sorted([*_of(mail), *told[mail.id]], key=attrgetter("at")) for mail in mails}


def _of(mail: MailMessage) -> list[Happening]:
    known = [Happening(type="queued", at=mail.created_at)]
    if mail.sent_at:
        known.append(Happening(type="sent", at=mail.sent_at, detail=mail.provider))
    if mail.state in ("failed", "suppressed"):
        known.append(Happening(type=mail.state, at=mail.state_at, detail=mail.reason))
    return known
