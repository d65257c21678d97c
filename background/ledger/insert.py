"""Writes many new rows in one statement, without an object for each: Django's `bulk_create` takes ten times as long."""

from collections.abc import Sequence
from functools import cache
from itertools import batched, chain
from typing import Any

import msgspec
from django.db import connections, models

from background.ledger.insert_few import insert_few
from background.ledger.statements import PARAMETERS, Row, fields_of, places, prepared

COPIED_FROM = 20
"""Rows; so many are sent faster by COPY, where there is one (PostgreSQL)."""


def insert_rows(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[Row], *, using: str) -> None:
    """Insert them with these values; the other columns take the defaults that the database knows.

    Args:
        columns: names of fields.
    """
    connection = connections[using]
    if connection.vendor == "postgresql":
        _insert_into_postgresql(connection, _target(model, columns, using), _as_known(_places_of_json(model, columns), rows))
        return
    for part in batched(rows, PARAMETERS // len(columns)):
        values = list(prepared(fields_of(model, columns), part, connection))
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {_target(model, columns, using)} VALUES {places(len(columns), len(part))}", values)  # noqa: S608  # names of our own fields, quoted; values are parameters


def _insert_into_postgresql(connection: Any, target: str, rows: Sequence[Row]) -> None:
    if len(rows) >= COPIED_FROM:
        with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    elif rows and not insert_few(connection, target, rows):
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {target} VALUES {places(len(rows[0]), len(rows))}", list(chain.from_iterable(rows)))  # noqa: S608  # as above


def _as_known(places_of_json: frozenset[int], rows: Sequence[Row]) -> Sequence[Row]:
    """PostgreSQL's driver knows our values as they are, but for those of a JSON field."""
    if not places_of_json:
        return rows
    return [tuple(_as_json(value) if place in places_of_json else value for place, value in enumerate(row)) for row in rows]


@cache
def _places_of_json(model: type[models.Model], columns: tuple[str, ...]) -> frozenset[int]:
    return frozenset(place for place, field in enumerate(fields_of(model, columns)) if isinstance(field, models.JSONField))


def _as_json(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


@cache
def _target(model: type[models.Model], columns: tuple[str, ...], using: str) -> str:
    quote = connections[using].ops.quote_name
    names = ", ".join(quote(field.column) for field in fields_of(model, columns))
    return f"{quote(model._meta.db_table)} ({names})"
