"""Rows are inserted as they are meant, in the transaction that is open, however many they are and whoever looks on."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from psycopg import IsolationLevel

from background.engine.envelope import new_ids
from background.ledger.insert import COPIED_FROM, insert_rows
from background.ledger.rows import COLUMNS
from background.ledger.statements import Row
from background.models import JobRecord

pytestmark = pytest.mark.django_db(transaction=True)

MADE = datetime(2026, 3, 29, 1, 30, 0, 250_000, UTC)
ODD = 'it\'s "ü" \\ $1 %s 🐘\n'


def row(job_id: str, *, name: str = ODD, run_after: datetime | None = None) -> Row:
    return (job_id, name, "default", f'"{name}"', "{}", True, "", "", "a b", -7, 3, MADE, run_after)


def rows(number: int) -> list[Row]:
    return [row(job_id, run_after=MADE if place % 2 else None) for place, job_id in enumerate(new_ids(number))]


def insert(*inserted: Row) -> None:
    insert_rows(JobRecord, COLUMNS, inserted, using="default")


def stored() -> list[tuple[Any, ...]]:
    return [(str(key), *rest) for key, *rest in JobRecord.objects.order_by("id").values_list(*COLUMNS)]


@contextmanager
def somebody_looks_on() -> Iterator[list[str]]:
    seen: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # as Django calls it
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield seen


@pytest.mark.parametrize("number", [1, 3, COPIED_FROM])
def test_rows_are_kept_as_they_were_given(number: int) -> None:
    given = rows(number)

    insert(*given)

    assert stored() == given


def test_a_row_that_is_the_first_of_its_transaction_goes_with_it() -> None:
    with suppress(KeyError), transaction.atomic():
        insert(*rows(1))
        raise KeyError

    assert stored() == []


def test_a_row_goes_with_its_savepoint() -> None:
    kept, gone = rows(2)

    with transaction.atomic():
        insert(kept)
        with suppress(KeyError), transaction.atomic():
            insert(gone)
            raise KeyError

    assert stored() == [kept]


@pytest.mark.parametrize("number", [1, COPIED_FROM])
def test_one_that_is_there_already_is_refused_and_the_next_is_not(number: int) -> None:
    first, *others = rows(number + 1)
    insert(first)

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(*others[1:], first)
    insert(others[0])

    assert stored() == [first, others[0]]


def test_a_broken_transaction_takes_no_more_rows() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            insert(*rows(1))


def test_no_text_is_cut_short_by_a_character_that_the_database_may_not_hold() -> None:
    (job_id,) = new_ids(1)

    with suppress(DataError):
        insert(row(job_id, name="before\0after"))

    assert [name for _, name, *_ in stored()] in ([], ["before\0after"])


def test_whoever_looks_at_what_is_executed_sees_it() -> None:
    given = rows(1)

    with somebody_looks_on() as seen:
        insert(*given)

    assert [sql.partition(" VALUES")[0].partition(" (")[0] for sql in seen] == ['INSERT INTO "background_jobrecord"']
    assert stored() == given


def test_a_closed_connection_is_opened_again() -> None:
    given = rows(1)
    connection.close()

    insert(*given)

    assert stored() == given


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows one isolation only")
def test_a_transaction_is_of_the_isolation_that_the_connection_wants() -> None:

    connection.ensure_connection()
    connection.connection.isolation_level = IsolationLevel.SERIALIZABLE
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            insert(*rows(1))
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("serializable",)
    finally:
        connection.close()
