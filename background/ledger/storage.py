"""What the ledger occupies in the database."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connections, router

from background.models import JobRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class TableUse:
    """`bytes` has the indexes in it; None where the database cannot tell. `rows` of PostgreSQL is its own estimate."""

    table: str
    rows: int
    bytes: int | None


_POSTGRESQL = """
    SELECT relname, reltuples::bigint, pg_total_relation_size(oid)
    FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND pg_table_is_visible(oid)
"""
_SQLITE = """
    SELECT owner.tbl_name, SUM(use.pgsize)
    FROM dbstat AS use JOIN sqlite_master AS owner ON owner.name = use.name
    WHERE use.aggregate = TRUE GROUP BY owner.tbl_name
"""


def storage() -> list[TableUse]:
    """What each table of this package occupies, the largest first.

    On PostgreSQL it costs nothing. SQLite counts rows and reads its whole file, a second or so for each GB: not for every request.
    """
    connection = _connection()
    read = {"postgresql": _of_postgresql, "sqlite": _of_sqlite}.get(connection.vendor, _of_any)
    with connection.cursor() as cursor:
        uses = read(cursor, _tables())
    return sorted(uses, key=lambda use: (use.bytes or 0, use.rows), reverse=True)


def estimated() -> list[TableUse]:
    """What PostgreSQL's catalog says of each table, nothing counted: 0 rows where it has not looked yet. Other databases say nothing."""
    connection = _connection()
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        return [TableUse(table=name, rows=max(0, rows), bytes=size) for name, rows, size in _catalog(cursor, _tables())]


def file_bytes() -> int | None:
    """What SQLite's file occupies as a whole, which its header says; None where the database is no file."""
    connection = _connection()
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(cursor.fetchone()[0])


def _connection() -> Any:
    return connections[router.db_for_read(JobRecord)]


def _tables() -> list[str]:
    models = apps.get_app_config("background").get_models(include_auto_created=True)
    return [model._meta.db_table for model in models if model._meta.managed]


def _catalog(cursor: Any, tables: Sequence[str]) -> list[tuple[str, int, int]]:
    """Of each table its name, its rows and its bytes."""
    cursor.execute(_POSTGRESQL, [list(tables)])
    return list(cursor.fetchall())


def _of_postgresql(cursor: Any, tables: Sequence[str]) -> list[TableUse]:
    # Until it has looked at a table for the first time its estimate is -1; such a table is small.
    return [
        TableUse(table=name, rows=_count(cursor, name) if rows < 0 else rows, bytes=size) for name, rows, size in _catalog(cursor, tables)
    ]


def _of_sqlite(cursor: Any, tables: Sequence[str]) -> list[TableUse]:
    try:
        cursor.execute(_SQLITE)
    except DatabaseError:  # built without dbstat
        return _of_any(cursor, tables)
    sizes: Counter[str] = Counter()
    for name, size in cursor.fetchall():
        sizes[_owner(name, tables)] += size
    return [TableUse(table=name, rows=_count(cursor, name), bytes=sizes[name]) for name in tables]


def _owner(name: str, tables: Sequence[str]) -> str:
    """What SQLite keeps an index of words in are tables, named after the one whose words they are."""
    return next((table for table in tables if name == table or name.startswith(f"{table}_")), name)


def _of_any(cursor: Any, tables: Sequence[str]) -> list[TableUse]:
    return [TableUse(table=name, rows=_count(cursor, name), bytes=None) for name in tables]


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608  # a table of our own
    return int(cursor.fetchone()[0])
