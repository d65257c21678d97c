"""How mail goes, in figures that cost the same however many mails there are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from background.constants import JobState, MailState, NewsletterState
from background.ledger.places import id_at, place_at
from background.mail.messages import OPEN, UNSENT
from background.models import JobRecord, MailMessage, Newsletter

COUNTED = 10_000
"""Counting ends there."""
LOOKED_AT = 2 * COUNTED
"""Mails that wait, the oldest first, and are of no newsletter that rests; those that are not due are looked for among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFigures:
    """`lately` is of the mails that were asked for within the time that was asked about; what waits may be older. A reminder that is not
    due and a newsletter that somebody paused do not wait for us."""

    waiting: int
    oldest_waiting_seconds: float
    lately: Mapping[MailState, int]


def mail_figures(lately: timedelta) -> MailFigures:
    now = timezone.now()
    first = id_at(place_at(now - lately))
    waiting = [_due(state, now) for state in OPEN]
    oldest = [moment for mails in waiting for moment in mails.values_list("created_at", flat=True)[:1]]
    return MailFigures(
        waiting=sum(map(_count, waiting)),
        oldest_waiting_seconds=_age(min(oldest), now) if oldest else 0.0,
        lately={state: _count(MailMessage.objects.filter(state=state, id__gte=first)) for state in MailState},
    )


def _due(state: MailState, now: datetime) -> QuerySet[MailMessage]:
    resting = Newsletter.objects.filter(state=NewsletterState.PAUSED)
    looked_at = MailMessage.objects.filter(UNSENT, state=state).exclude(newsletter__in=resting).order_by("id")[:LOOKED_AT]
    later = JobRecord.objects.filter(state__in=(JobState.PENDING, JobState.SCHEDULED), run_after__gt=now)
    return MailMessage.objects.filter(pk__in=looked_at.values("pk")).exclude(job_id__in=later.values("id")).order_by("id")


def _count(mails: QuerySet[MailMessage]) -> int:
    return mails.order_by()[:COUNTED].count()


def _age(moment: datetime, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds())
