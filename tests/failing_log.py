"""A database that does not take what is to be written into the admin's log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection


@contextmanager
def failing_at(statement: str) -> Iterator[None]:
    """The database takes no such statement about the log."""

    def execute(go_on: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(f'{statement} "django_admin_log"'):
            raise OperationalError("the database is gone")
        return go_on(sql, *rest)

    with connection.execute_wrapper(execute):
        yield
