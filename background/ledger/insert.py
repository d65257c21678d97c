"""Writes many new rows in one statement, without an object for each: Django's `bulk_create` takes ten times as long."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import batched, chain
from typing import Any

from django.db import connections, models

type Row = tuple[Any, ...]

COPIED_FROM = 20
"""Rows; so many are sent faster by COPY, where there is one (PostgreSQL)."""
PARAMETERS = 30_000
"""SQLite takes 32,766 to a statement."""


def insert_rows(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Row], *, using: str) -> None:
    """Insert them with these values; the other columns take the defaults that the database knows.

    Args:
        columns: names of fields.
    """
    connection = connections[using]
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_postgres and len(rows) >= COPIED_FROM:
            with connection.wrap_database_errors, cursor.copy(f"COPY {_target(model, columns, using)} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        for part in batched(rows, PARAMETERS // len(columns)):
            values = chain.from_iterable(part) if is_postgres else _prepared(model, columns, part, connection)
            cursor.execute(_insert(model, columns, len(part), using), list(values))


@cache
def _target(model: type[models.Model], columns: tuple[str, ...], using: str) -> str:
    quote = connections[using].ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    names = ", ".join(quote(field.column) for field in fields)
    return f"{quote(model._meta.db_table)} ({names})"


@cache
def _row_of_places(width: int) -> str:
    return f"({', '.join(['%s'] * width)})"


def _insert(model: type[models.Model], columns: tuple[str, ...], number: int, using: str) -> str:
    values = ", ".join([_row_of_places(len(columns))] * number)
    return f"INSERT INTO {_target(model, columns, using)} VALUES {values}"  # noqa: S608  # names of our own fields, quoted; values are parameters


def _prepared(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Row], connection: Any) -> Iterator[Any]:
    """SQLite has no times and no UUIDs; PostgreSQL's driver knows ours as they are."""
    fields: list[Any] = [model._meta.get_field(name) for name in columns]
    return (field.get_db_prep_save(value, connection) for row in rows for field, value in zip(fields, row, strict=True))
