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
    """
    with reachable():
        keys: set[bytes] = unless_unreadable(lambda: connection().smembers(f"{RQ_KEY_PREFIX}:queues")) or set()
    found = {key.removeprefix(_PREFIX).decode(errors="replace") for key in keys if key.startswith(_PREFIX)}
    return sorted(found | set(settings.RQ_QUEUES))
