"""Finds mails, a page at a time, in a time that does not depend on how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from background.constants import MailState, MailStream
from background.engine.databases import ledger_databases
from background.ledger.cursor import Cursor
from background.ledger.page import Page, page_of
from background.ledger.places import id_at, place_at
from background.ledger.span import Span
from background.mail.address import comparable
from background.models import JobRecord, MailMessage

MOST_ELSEWHERE = 10_000
MOST_LOOKED_AT = 2_000
"""Mails to a page. One that stays short tells where to read on, as Google's AIP-158 has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWanted:
    """What a mail must have to be found; nothing is asked of what is left empty.

    Attributes:
        recipient: the whole address.
        owner: the id of the person whose job sends it.
    """

    states: Sequence[MailState] = ()
    recipient: str = ""
    template: str = ""
    stream: MailStream | None = None
    since: datetime | None = None
    owner: str = ""

    @property
    def indexed(self) -> Q:
        """What an index leads to, in the order of ids."""
        condition = Q(recipient=comparable(self.recipient)) if self.recipient else Q()
        if self.owner:
            condition &= _of_jobs_of(self.owner)
        return condition & Q(state=self.states[0]) if len(self.states) == 1 and not self.recipient else condition

    @property
    def rest(self) -> Q:
        """What is asked of each that was found."""
        condition = Q(state__in=self.states) if self.states else Q()
        condition &= Q(template=self.template) if self.template else Q()
        return condition & Q(stream=self.stream) if self.stream else condition

    @property
    def span(self) -> Span:
        """Ids hold the time at which they were made."""
        return Span(above=id_at(max(0, place_at(self.since) - 1)) if self.since else None)


def find(wanted: MailWanted, *, cursor: str = "", limit: int = 25) -> Page[MailMessage]:
    """One page of the mails that are wanted. It may hold fewer than asked for, while `older` says that there are more to look at.

    Raises:
        CursorInvalid: the cursor is not one of a page.
    """
    start = Cursor.read(cursor)
    span = start.within(wanted.span)
    candidates = _within(MailMessage.objects.filter(wanted.indexed), span)
    reached = next(iter(candidates.values_list("id", flat=True)[MOST_LOOKED_AT - 1 : MOST_LOOKED_AT]), None)
    looked_at = _up_to(candidates, reached, span) if reached else candidates
    rows = list(looked_at.filter(wanted.rest).defer("body", "context")[: limit + 1])
    more = rows[limit - 1].id if len(rows) > limit else reached
    return page_of(rows[:limit], more, start)


def _of_jobs_of(owner: str) -> Q:
    """Of jobs that another database remembers, the newest alone are known here."""
    found = Q(pk__in=[])
    for using in ledger_databases():
        ids = JobRecord.objects.using(using).filter(owner=owner).values_list("id", flat=True)
        found |= Q(job_id__in=ids if using == DEFAULT_DB_ALIAS else list(ids.order_by("-id")[:MOST_ELSEWHERE]))
    return found


def _within(mails: QuerySet[MailMessage], span: Span) -> QuerySet[MailMessage]:
    if span.above:
        mails = mails.filter(id__gt=span.above)
    if span.below:
        mails = mails.filter(id__lt=span.below)
    return mails.order_by("id" if span.upwards else "-id")


def _up_to(mails: QuerySet[MailMessage], reached: UUID, span: Span) -> QuerySet[MailMessage]:
    return mails.filter(id__lte=reached) if span.upwards else mails.filter(id__gte=reached)
