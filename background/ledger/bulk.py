"""Changes and adds many rows, each in its own way, in one statement, without an object for each.

The rows travel as one JSON document to PostgreSQL, which reads it faster than thousands of parameters, and as parameters to SQLite.
"""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

import msgspec
from django.db import connections, models

from background.ledger.statements import PARAMETERS, Row, fields_of, places, prepared

DOCUMENT_ROWS = 5_000
_NUL = b"\\u0000"
"""PostgreSQL keeps no such character in a text."""


def update_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Row], *, newer: str, returning: Sequence[str], using: str
) -> list[Row]:
    """Give each row (its primary key first) these values, unless what it has in the column `newer` is as new already.

    None leaves a column as it is.

    Args:
        columns: names of fields, the primary key first.
        newer: one of `columns`; larger is newer.
        returning: what to answer of each row that was changed.
    """
    quote = connections[using].ops.quote_name
    table, names = quote(model._meta.db_table), [quote(field.column) for field in fields_of(model, columns)]
    changes = ", ".join(f"{name} = COALESCE(v.{name}, {table}.{name})" for name in names[1:])
    answer = ", ".join(f"{table}.{quote(field.column)}" for field in fields_of(model, returning))
    return _carry_out(
        f"UPDATE {table} SET {changes} FROM v WHERE {table}.{names[0]} = v.{names[0]} "  # noqa: S608  # names of our own fields, quoted
        f"AND {table}.{quote(newer)} < v.{quote(newer)} RETURNING {answer}",
        fields_of(model, columns),
        rows,
        using=using,
    )


def advance_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    guarded: Sequence[str],
    only_from: tuple[str, Sequence[str]],
    using: str,
) -> None:
    """Give each row (its primary key first) these values; None leaves a column as it is.

    Args:
        columns: names of fields, the primary key first.
        guarded: those that change only where the field that `only_from` names has one of its values.
    """
    quote = connections[using].ops.quote_name
    table, (column, values) = quote(model._meta.db_table), only_from
    names = {field.name: quote(field.column) for field in fields_of(model, columns)}
    may_change = f"{table}.{quote(column)} IN ({', '.join(['%s'] * len(values))})"
    new = {name: f"COALESCE(v.{quoted}, {table}.{quoted})" for name, quoted in names.items()}
    new |= {name: f"CASE WHEN {may_change} THEN {new[name]} ELSE {table}.{names[name]} END" for name in guarded}
    key, *others = columns
    changes = ", ".join(f"{names[name]} = {new[name]}" for name in others)
    given = [value for name in others if name in guarded for value in values]
    _carry_out(
        f"UPDATE {table} SET {changes} FROM v WHERE {table}.{names[key]} = v.{names[key]}",  # noqa: S608  # names of our own fields, quoted
        fields_of(model, columns),
        rows,
        using=using,
        values=given,
    )


def upsert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Row], *, key: str, changing: Sequence[str], parent: str, using: str
) -> None:
    """Add these rows; one whose `key` is there already gets the values of the columns `changing`. Without its parent none is added.

    Args:
        columns: names of fields.
        key: the one that is unique.
        parent: the foreign key to what must be there.
    """
    quote = connections[using].ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields_of(model, columns))
    (link,) = fields_of(model, [parent])
    above = link.related_model._meta
    changes = ", ".join(f"{quote(name)} = EXCLUDED.{quote(name)}" for name in changing)
    has_parent = f"EXISTS (SELECT 1 FROM {quote(above.db_table)} p WHERE p.{quote(above.pk.column)} = v.{quote(link.column)})"  # noqa: S608  # as below
    _carry_out(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM v WHERE {has_parent} "  # noqa: S608  # names of our own fields, quoted
        f"ON CONFLICT ({quote(key)}) DO UPDATE SET {changes}",
        fields_of(model, columns),
        rows,
        using=using,
    )


def _carry_out(statement: str, fields: Sequence[Any], rows: Sequence[Row], *, using: str, values: Sequence[Any] = ()) -> list[Row]:
    """Run it, with its own values, for these rows, which it knows as `v`; what it answers."""
    answers: list[Row] = []
    with connections[using].cursor() as cursor:
        for source, parameters in _sources(fields, rows, connections[using]):
            cursor.execute(f"WITH {source} {statement}", [*parameters, *values])
            answers += cursor.fetchall() if cursor.description else []
    return answers


def _sources(fields: Sequence[Any], rows: Sequence[Row], connection: Any) -> Iterator[tuple[str, list[Any]]]:
    names = [field.column for field in fields]
    if connection.vendor == "postgresql":
        types = ", ".join(f"{connection.ops.quote_name(field.column)} {field.db_type(connection)}" for field in fields)
        for part in batched(rows, DOCUMENT_ROWS):
            yield f"v AS (SELECT * FROM json_to_recordset(%s) AS w({types}))", [_document(names, part)]  # noqa: S608  # as above
        return
    named = f"v({', '.join(map(connection.ops.quote_name, names))})"
    for part in batched(rows, PARAMETERS // len(fields)):
        yield f"{named} AS (VALUES {places(len(fields), len(part))})", list(prepared(fields, part, connection))


def _document(names: Sequence[str], rows: Sequence[Row]) -> str:
    document = msgspec.json.encode([dict(zip(names, row, strict=True)) for row in rows])
    return (document.replace(_NUL, b"\\ufffd") if _NUL in document else document).decode()
