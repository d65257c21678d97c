"""Which queues there are: those of the settings, and those that Redis has besides."""

from django.conf import settings
from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import line_key
from background.rq_adapter.other_kinds import unless_unreadable

_PREFIX = line_key("").encode()


def queues_in_use() -> list[str]:
    """By name. One that the settings do not list has jobs that nobody will take.

    Raises:
        QueueUnavailable: Redis does not answer.
        UnreadableData: the list of queues is of another kind.
    """
    with reachable():
        keys = connection().smembers(f"{RQ_KEY_PREFIX}:queues")
    found = {key.removeprefix(_PREFIX).decode(errors="replace") for key in keys if key.startswith(_PREFIX)}
    return sorted(found | set(settings.RQ_QUEUES))


def readable_queues() -> list[str]:
    """The same for those who would rather be told less than nothing: those of the settings alone, where the list is of another kind.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    return unless_unreadable(queues_in_use) or sorted(settings.RQ_QUEUES)
