"""Erases of mails whom they were for and what they said. Their states and times stay."""

from collections.abc import Sequence
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from background.constants import MailState
from background.mail.messages import WAITING
from background.models import MailEvent, MailMessage

TOGETHER = 500
FORGOTTEN = "its recipient wanted to be forgotten"

_NOTHING = {"recipient": "", "address": "", "user_id": "", "subject": "", "reason": "", "context": None, "body": None}


def waiting(mails: QuerySet[MailMessage]) -> QuerySet[MailMessage]:
    """Those among them that are to be sent yet."""
    return mails.filter(WAITING)


def erase(mails: QuerySet[MailMessage]) -> int:
    """How many it were. One that waits is not sent any more."""
    return sum(_erase(ids) for ids in batched(list(mails.order_by("id").values_list("id", flat=True)), TOGETHER))


@transaction.atomic
def _erase(ids: Sequence[UUID]) -> int:
    MailEvent.objects.filter(mail__in=ids).update(recipient="", detail="")
    rows = MailMessage.objects.filter(id__in=ids)
    number = rows.update(**_NOTHING)
    waiting(rows).update(state=MailState.FAILED, state_at=timezone.now(), reason=FORGOTTEN)
    return number
