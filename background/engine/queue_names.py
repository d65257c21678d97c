"""Queue names as people type them."""

from django.conf import settings

from background.constants import QUEUE_ALIASES
from background.exceptions import UnknownQueue


def resolve(name: str) -> str:
    """The configured queue of this name or alias.

    Raises:
        UnknownQueue: there is none; the message lists those that are. Names are case-sensitive.
    """
    resolved = str(QUEUE_ALIASES.get(name, name))
    if resolved not in settings.RQ_QUEUES:
        known = ", ".join(sorted(settings.RQ_QUEUES))
        raise UnknownQueue(f"there is no queue {name!r}; the queues are {known}")
    return resolved
