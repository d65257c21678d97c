"""Writes many new rows in one statement, without an object for each: Django's `bulk_create` takes ten times as long."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import batched, chain
from typing import Any

import msgspec
from django.db import connections, models

from background.ledger.statements import PARAMETERS, Row, fields_of, places, prepared

COPIED_FROM = 20
"""Rows; so many are sent faster by COPY, where there is one (PostgreSQL)."""


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
                for row in _as_known(fields_of(model, columns), rows):
                    copy.write_row(row)
            return
        for part in batched(rows, PARAMETERS // len(columns)):
            fields = fields_of(model, columns)
            values = chain.from_iterable(_as_known(fields, part)) if is_postgres else prepared(fields, part, connection)
            cursor.execute(_insert(model, columns, len(part), using), list(values))


def _as_known(fields: Sequence[Any], rows: Sequence[Row]) -> Iterable[Row]:
    """PostgreSQL's driver knows our values as they are, but for those of a JSON field."""
    if not (places_of_json := {place for place, field in enumerate(fields) if isinstance(field, models.JSONField)}):
        return rows
    return (tuple(_as_json(value) if place in places_of_json else value for place, value in enumerate(row)) for row in rows)


def _as_json(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


@cache
def _target(model: type[models.Model], columns: tuple[str, ...], using: str) -> str:
    quote = connections[using].ops.quote_name
    names = ", ".join(quote(field.column) for field in fields_of(model, columns))
    return f"{quote(model._meta.db_table)} ({names})"


def _insert(model: type[models.Model], columns: tuple[str, ...], number: int, using: str) -> str:
    return f"INSERT INTO {_target(model, columns, using)} VALUES {places(len(columns), number)}"  # noqa: S608  # names of our own fields, quoted; values are parameters
