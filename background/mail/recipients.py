"""Addresses by how they begin, from an index, in every database."""

from django.db import connections
from django.db.models import QuerySet

from background.models import MailMessage

LOOKED_AT = 1_000
SHOWN = 20
_LAST = "\U0010ffff"


def recipients_like(beginning: str) -> list[str]:
    """Some of those to whom there are mails, at most twenty. One with very many mails may hide others: type on to find them."""
    mails = MailMessage.objects.order_by()
    found = set(_beginning_with(mails, beginning.lower()).values_list("recipient", flat=True)[:LOOKED_AT])
    return sorted(found)[:SHOWN]


def _beginning_with(mails: QuerySet[MailMessage], beginning: str) -> QuerySet[MailMessage]:
    """PostgreSQL has an index for `LIKE`, whatever its collation; elsewhere text is in the order of its bytes."""
    if connections[mails.db].vendor == "postgresql":
        return mails.filter(recipient__startswith=beginning)
    return mails.filter(recipient__gte=beginning, recipient__lt=beginning + _LAST)
