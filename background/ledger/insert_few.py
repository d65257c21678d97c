"""Inserts few rows by one call of libpq: the cursor, the query and the waits that psycopg makes of each statement cost as much as a row."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from background.ledger.statements import Row

_WORDS = {None: None, True: b"true", False: b"false"}


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
    if connection.queries_logged or connection.execute_wrappers or (values := _as_texts(rows)) is None:
        return False
    connection.validate_thread_sharing()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw, psycopg = connection.connection, connection.Database
    if (beginning := _beginning(raw, psycopg)) is None:
        return False
    with connection.wrap_database_errors:
        result = raw.pgconn.exec_(
            b"%bINSERT INTO %b VALUES %b" % (beginning, target.encode(), _literals(values, len(rows[0]), raw, psycopg))
        )
        if result.status != psycopg.pq.ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(result)
    return True


def _as_texts(rows: Iterable[Row]) -> list[bytes | None] | None:
    """The values as PostgreSQL reads them; None if there is one that it would not read as it is meant."""
    texts = [_as_text(value) for row in rows for value in row]
    return None if any(text is not None and b"\0" in text for text in texts) else texts


def _as_text(value: object) -> bytes | None:
    if isinstance(value, str):
        return value.encode()
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, datetime):
        return value.isoformat().encode()
    return str(value).encode() if isinstance(value, int) else b"\0"


def _beginning(raw: Any, psycopg: Any) -> bytes | None:
    """What opens the transaction, as psycopg does, unless one is open or none is wanted; None where it is to be of a certain kind."""
    if raw.pgconn.pipeline_status != psycopg.pq.PipelineStatus.OFF:
        return None
    if raw.autocommit or raw.pgconn.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        return b""
    return b"BEGIN;" if (raw.isolation_level, raw.read_only, raw.deferrable) == (None, None, None) else None


def _literals(values: Sequence[bytes | None], width: int, raw: Any, psycopg: Any) -> bytes:
    escaping = psycopg.pq.Escaping(raw.pgconn)
    words = [b"NULL" if value is None else escaping.escape_literal(value) for value in values]
    return b",".join(b"(%b)" % b",".join(row) for row in batched(words, width))
