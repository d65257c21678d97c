"""Reads and changes a few rows by statements that are written once: Django takes longer to write one than a database to carry it out."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models

from background.ledger.statements import Row, fields_of, prepared


def read_rows(model: type[models.Model], names: tuple[str, ...], *, where: str, equals: object) -> list[Row]:
    """These fields of the rows that have this value in the field `where`, as the database's driver gives them: SQLite's has no times."""
    with connection.cursor() as cursor:
        cursor.execute(_select(model, names, where), _prepared(model, {where: equals}))
        rows: list[Row] = cursor.fetchall()
    return rows


def change_row(
    model: type[models.Model],
    key: object,
    values: Mapping[str, Any],
    *,
    guarded: Mapping[str, Any],
    only_from: tuple[str, Sequence[str]],
) -> None:
    """Give the row with this primary key these values.

    Args:
        values: by the names of fields.
        guarded: the same, but only where the field that `only_from` names has one of its values.
    """
    column, known = only_from
    pk = model._meta.pk.name
    conditional = [part for value in _prepared(model, guarded) for part in (*known, value)]
    parameters = [*_prepared(model, values), *conditional, *_prepared(model, {pk: key})]
    with connection.cursor() as cursor:
        cursor.execute(_update(model, tuple(values), tuple(guarded), column, len(known)), parameters)


def _prepared(model: type[models.Model], values: Mapping[str, Any]) -> list[Any]:
    return list(prepared(fields_of(model, tuple(values)), [tuple(values.values())], connection))


@cache
def _select(model: type[models.Model], names: tuple[str, ...], where: str) -> str:
    columns = _columns(model, (*names, where))
    wanted = ", ".join(columns[name] for name in names)
    return f"SELECT {wanted} FROM {_table(model)} WHERE {columns[where]} = %s"  # noqa: S608  # names of our own fields, quoted


@cache
def _update(model: type[models.Model], names: tuple[str, ...], guarded: tuple[str, ...], column: str, number: int) -> str:
    pk = model._meta.pk.name
    columns = _columns(model, (*names, *guarded, column, pk))
    may_change = f"{columns[column]} IN ({', '.join(['%s'] * number)})"
    changes = [f"{columns[name]} = %s" for name in names]
    changes += [f"{columns[name]} = CASE WHEN {may_change} THEN %s ELSE {columns[name]} END" for name in guarded]
    return f"UPDATE {_table(model)} SET {', '.join(changes)} WHERE {columns[pk]} = %s"  # noqa: S608  # as above


def _columns(model: type[models.Model], names: Sequence[str]) -> dict[str, str]:
    quote = connection.ops.quote_name
    return {name: quote(field.column) for name, field in zip(names, fields_of(model, names), strict=True)}


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
