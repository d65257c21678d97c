"""Inserts few rows by one call of libpq: the cursor, the query and the waits that psycopg makes of each statement cost as much as a row."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from background.ledger.statements import Row

_WORDS = {None: b"NULL", True: b"true", False: b"false"}


def insert_few(connection: Any, target: str, rows: Sequence[Row]) -> bool:
    """Insert them with the transaction that is open; False, and nothing is done, where a cursor must do it.

    That is where somebody looks at what is executed, or begins transactions in a way of his own, and where a value is of a kind that is
    not known here.

    Args:
        connection: Django's, to PostgreSQL.
        target: the table, and its columns in brackets.

    Raises:
        DatabaseError: PostgreSQL refuses them.
    """
    if connection.queries_logged or connection.execute_wrappers:
        return False
    connection.validate_thread_sharing()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw, psycopg = connection.connection, connection.Database
    if (beginning := _beginning(raw, psycopg)) is None or (literals := _literals(rows, psycopg.pq.Escaping(raw.pgconn))) is None:
        return False
    with connection.wrap_database_errors:
        result = raw.pgconn.exec_(b"%bINSERT INTO %b VALUES %b" % (beginning, target.encode(), literals))
        if result.status != psycopg.pq.ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(result)
    return True


def _beginning(raw: Any, psycopg: Any) -> bytes | None:
    """What opens the transaction, as psycopg does, unless one is open or none is wanted; None where it is to be of a certain kind."""
    if raw.pgconn.pipeline_status != psycopg.pq.PipelineStatus.OFF:
        return None
    if raw.autocommit or raw.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        return b""
    return b"BEGIN;" if (raw.isolation_level, raw.read_only, raw.deferrable) == (None, None, None) else None


def _literals(rows: Iterable[Row], escaping: Any) -> bytes | None:
    """The rows as SQL writes them; None if there is a value that PostgreSQL would not read as it is meant."""
    try:
        return b",".join(b"(%b)" % b",".join([_literal(value, escaping) for value in row]) for row in rows)
    except _Unknown:
        return None


def _literal(value: object, escaping: Any) -> bytes:
    if isinstance(value, str):
        if "\0" in value:
            raise _Unknown
        return escaping.escape_literal(value.encode()) if value else b"''"
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, datetime):
        return f"'{value.isoformat()}'".encode()
    if isinstance(value, int):
        return b"%d" % value
    raise _Unknown


class _Unknown(Exception):
    """A value that a cursor must look at."""
