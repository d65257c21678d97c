"""Whether an address gets bulk mail, as far as its owner has a say."""

from django.db.models import QuerySet

from background.constants import SuppressionReason
from background.mail.address import comparable
from background.mail.suppressions import suppress
from background.models import Suppression


def unsubscribe(address: str) -> bool:
    """Whether it was subscribed until now."""
    return suppress(address, SuppressionReason.UNSUBSCRIBE)


def subscribe_again(address: str) -> bool:
    """Take that back; other reasons not to mail to it stay. Whether it was unsubscribed until now."""
    return bool(_unsubscribed(address).delete()[0])


def is_subscribed(address: str) -> bool:
    return not _unsubscribed(address).exists()


def _unsubscribed(address: str) -> QuerySet[Suppression]:
    return Suppression.objects.filter(address=comparable(address), reason=SuppressionReason.UNSUBSCRIBE)
