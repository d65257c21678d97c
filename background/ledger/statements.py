"""Many rows as the parameters of one statement."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.db import models

type Row = tuple[Any, ...]

PARAMETERS = 30_000
"""SQLite takes 32,766 to a statement."""


def fields_of(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def places(width: int, number: int) -> str:
    """Where the values of so many rows go."""
    return ", ".join([_row_of_places(width)] * number)


def prepared(fields: Sequence[Any], rows: Sequence[Row], connection: Any) -> Iterator[Any]:
    """The values, row after row, as a database wants them that has no times and no UUIDs: SQLite."""
    return (field.get_db_prep_save(value, connection) for row in rows for field, value in zip(fields, row, strict=True))


@cache
def _row_of_places(width: int) -> str:
    return f"({', '.join(['%s'] * width)})"
