"""What is made of a key to which somebody gave another kind of value than RQ and we do."""

from collections.abc import Callable

from background.exceptions import UnreadableData
from background.rq_adapter.connection import explaining


def unless_unreadable[T](read: Callable[[], T]) -> T | None:
    """What is read, or None: such a key counts as empty, and takes its part from an answer, not the answer.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    try:
        with explaining():
            return read()
    except UnreadableData:
        return None
