"""Addresses to which nothing is mailed any more."""

from django.utils import timezone

from background.constants import MailStream, SuppressionReason
from background.ledger.few_rows import read_rows
from background.mail.address import comparable
from background.models import Suppression


def suppress(address: str, reason: SuppressionReason, *, detail: str = "") -> bool:
    """Mail nothing more to it. Whether that is new."""
    _, is_new = Suppression.objects.get_or_create(
        address=comparable(address), reason=reason, defaults={"detail": detail[:500], "since": timezone.now()}
    )
    return is_new


def why_suppressed(address: str, stream: MailStream) -> SuppressionReason | None:
    """None when it may be mailed to."""
    rows = read_rows(Suppression, ("reason",), where="address", equals=comparable(address))
    return next((SuppressionReason(reason) for (reason,) in rows if stream in SuppressionReason(reason).streams), None)
