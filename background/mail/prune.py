"""Forgets mails of long ago, with what was told of them, a few at a time."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from background.ledger.places import id_at, place_at
from background.ledger.prune_beside import prune_in_batches
from background.mail.messages import WAITING
from background.models import MailEvent, MailMessage
from background.retention_defaults import KEEP_MAIL_DAYS, KEEP_MAILS


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRetention:
    """What is kept of mails; 0 is no bound. One that is to be sent yet stays, however old it is."""

    days: int
    mails: int

    def overdue(self, now: datetime) -> QuerySet[MailMessage]:
        """Those that are beyond a bound, oldest first. Ids hold the time at which they were made."""
        beyond = Q(pk__in=[])
        if self.days:
            beyond |= Q(id__lt=id_at(place_at(now - timedelta(days=self.days))))
        if self.mails:
            newest_beyond = MailMessage.objects.order_by("-id").values_list("id", flat=True)[self.mails : self.mails + 1]
            beyond |= Q(id__lte=newest_beyond[0]) if newest_beyond else Q(pk__in=[])
        return MailMessage.objects.filter(beyond).exclude(WAITING).order_by("id")

    def overdue_strays(self, now: datetime) -> QuerySet[MailEvent]:
        """What was told so long ago of mails that nobody knows."""
        strays = MailEvent.objects.filter(mail=None).order_by("id")
        return strays.filter(at__lt=now - timedelta(days=self.days)) if self.days else strays.none()


def retention() -> MailRetention:
    """What the settings do not say has the defaults."""
    said = settings.BACKGROUND
    return MailRetention(days=said.get("KEEP_MAIL_DAYS", KEEP_MAIL_DAYS), mails=said.get("KEEP_MAILS", KEEP_MAILS))


class OldMails:
    """For `manage.py jobs_prune` and the nights."""

    name = "mails"

    @property
    def bounds(self) -> tuple[int, int]:
        return retention().days, retention().mails

    def overdue(self) -> int:
        return retention().overdue(timezone.now()).count()

    def prune(self, rest: Callable[[float], object] = time.sleep) -> Iterator[int]:
        """As of every store. Each batch is a transaction of its own."""
        now = timezone.now()
        return prune_in_batches([(retention().overdue_strays(now), _delete_strays), (retention().overdue(now), _delete)], rest)


def _delete_strays(keys: Sequence[int]) -> int:
    """None of them is a mail."""
    MailEvent.objects.filter(pk__in=keys)._raw_delete(MailEvent.objects.db)
    return 0


@transaction.atomic
def _delete(ids: Sequence[UUID]) -> int:
    MailEvent.objects.filter(mail__in=ids)._raw_delete(MailEvent.objects.db)
    return MailMessage.objects.filter(id__in=ids)._raw_delete(MailMessage.objects.db)
