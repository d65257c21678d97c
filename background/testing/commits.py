"""When a test's jobs are sent: as their own transaction ends, as if the one that a TestCase keeps open were not there."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import Atomic


@dataclass(slots=True, eq=False)
class Waiting:
    """A push that Django holds until commit; called twice, it pushes once."""

    push: Callable[[], None]
    connection: BaseDatabaseWrapper
    block: Atomic | None
    done: bool = False

    def __call__(self) -> None:
        if not self.done:
            self.done = True
            self.push()

    @property
    def would_be_sent(self) -> bool:
        """Its own outermost block is left, and Django has not dropped it with a savepoint."""
        around = list(self.connection.atomic_blocks)
        left = bool(around) and self.block not in around  # with nothing around it, Django commits and calls by itself
        return left and not self.done and any(entry[1] is self for entry in self.connection.run_on_commit)


class Commits:
    """Stands in for `transaction.on_commit`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[Waiting] = []

    def __call__(self, push: Callable[[], None], database: str) -> None:
        connection = transaction.get_connection(database)
        block = _own_block(connection)
        if connection.in_atomic_block and block is None:
            self.catch_up()
            push()
        else:
            self._wait(Waiting(push, connection, block))

    def catch_up(self) -> None:
        """Push what a commit would have pushed, were it not for the transaction around the test."""
        with self._lock:
            due = [waiting for waiting in self._waiting if waiting.would_be_sent]
        for waiting in due:
            waiting()
        with self._lock:
            self._waiting = [waiting for waiting in self._waiting if not waiting.done]

    def _wait(self, waiting: Waiting) -> None:
        with self._lock:
            self._waiting.append(waiting)
        transaction.on_commit(waiting, using=waiting.connection.alias)


def _own_block(connection: BaseDatabaseWrapper) -> Atomic | None:
    """The outermost transaction of the code under test; TestCase marks those that it holds around each test."""
    return next((block for block in connection.atomic_blocks if not getattr(block, "_from_testcase", False)), None)
