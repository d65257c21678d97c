"""What people do to suppressed addresses, each act with an entry in the admin's log."""

from collections.abc import Iterable

from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.db import transaction

from background.constants import SuppressionReason
from background.mail.address import comparable, one_address
from background.mail.suppressions import suppress
from background.models import Suppression


@transaction.atomic
def suppress_by_hand(address: str, *, reason: str = SuppressionReason.MANUAL, detail: str = "", by: object) -> tuple[Suppression, bool]:
    """Its row, and whether it is new.

    Args:
        by: the key of the person who does it.

    Raises:
        PayloadInvalid: this is no address.
    """
    normal = comparable(one_address(address))
    is_new = suppress(normal, SuppressionReason(reason), detail=detail)
    row = Suppression.objects.get(address=normal, reason=reason)
    if is_new:
        LogEntry.objects.log_actions(str(by), [row], ADDITION, "Suppressed by hand")
    return row, is_new


@transaction.atomic
def allow_by_hand(rows: Iterable[Suppression], *, by: object) -> int:
    """Mail to these again; how many there were."""
    taken = list(rows)
    LogEntry.objects.log_actions(str(by), taken, DELETION, "Allowed again by hand")
    Suppression.objects.filter(pk__in=[row.pk for row in taken]).delete()
    return len(taken)
