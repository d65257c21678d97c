"""An order is written down in a transaction of its own: one that others share may be rolled back, and what was done in Redis may not."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from django.db import connections, router, transaction
from django.db.models import Model
from django.db.transaction import TransactionManagementError

from background.exceptions import BackgroundError

_WAY_OUT = (
    "an order is written down before it is carried out, and would be taken back with the transaction that is open in database {!r}: "
    "give it outside of transaction.atomic and with autocommit on; mark a view that gives orders with @keeps_its_entries"
)


class OrderInTransaction(BackgroundError, TransactionManagementError):
    """An order was given where its entry could be taken back."""


@contextmanager
def committed(model: type[Model]) -> Iterator[None]:
    """What is written of this model inside is there for good when the block has ended.

    Raises:
        OrderInTransaction: it would not be, because a transaction is open, or Django does not commit by itself.
    """
    database = router.db_for_write(model)
    if _is_committed_by_hand(database):  # which `durable` lets pass
        raise OrderInTransaction(_WAY_OUT.format(database))
    with ExitStack() as stack:
        try:
            stack.enter_context(transaction.atomic(using=database, durable=True))
        except RuntimeError as error:
            raise OrderInTransaction(_WAY_OUT.format(database)) from error
        yield


def keeps_its_entries[V: Callable[..., object]](view: V) -> V:
    """A view that gives orders is not made one transaction by `ATOMIC_REQUESTS`, of whichever database."""
    for database in connections:
        transaction.non_atomic_requests(using=database)(view)
    return view


def _is_committed_by_hand(database: str) -> bool:
    connection = connections[database]
    return not connection.in_atomic_block and not connection.get_autocommit()
