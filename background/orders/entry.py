"""The entry that an order has in the admin's log. It is there before anything is done, so that no order ever stands without one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from background.orders.orderer import Orderer
from background.orders.transactions import committed
from background.rq_adapter.connection import ping

LONGEST_NAME = 200
_PAGES_OF_QUEUES = "django_rq.dashboard"
UNKNOWN_END = "What came of it is not known."


class Entry:
    """Says what was wanted, until somebody tells what was done."""

    def __init__(self, row: LogEntry, whence: str) -> None:
        self._row = row
        self._whence = whence
        self._is_told = False

    def tell(self, what: str, *, object_id: str = "", name: str = "") -> None:
        """What was done, and to what, where that is less than was wanted.

        Raises:
            DatabaseError: the entry says what was wanted, and that nobody knows what came of it.
        """
        self._is_told = True
        self._row.change_message = what + self._whence
        self._row.object_id = object_id or self._row.object_id
        self._row.object_repr = name[:LONGEST_NAME] or self._row.object_repr
        self._row.save(update_fields=["change_message", "object_id", "object_repr"])

    def settle(self) -> None:
        """Of an order that changed nothing there is no entry."""
        if not self._is_told:
            self._row.delete()


@contextmanager
def entered(by: Orderer, flag: int, wish: str, *, object_id: str, name: str, model: type[Model] | None = None) -> Iterator[Entry]:
    """Around what is done, which tells the entry what came of it. Where that fails, the entry says that it was wanted.

    Not in a transaction, which is refused: the entry could be rolled back, and what was done in Redis could not.

    Args:
        flag: `ADDITION`, `CHANGE` or `DELETION` of Django's log.
        object_id: what it is done to, a `model` called `name`; jobs and queues stand among what is done to the pages of queues.

    Raises:
        DatabaseError: it could not be written down; nothing was done.
        QueueUnavailable: Redis does not answer; nothing was written down.
    """
    ping()
    with committed(LogEntry):
        row = LogEntry.objects.create(
            user_id=by.user_id,
            content_type=ContentType.objects.get_for_model(model or apps.get_model(_PAGES_OF_QUEUES)),
            object_id=object_id,
            object_repr=name[:LONGEST_NAME],
            action_flag=flag,
            change_message=f"{wish}{by.whence}. {UNKNOWN_END}",
        )
    entry = Entry(row, by.whence)
    yield entry
    entry.settle()
