"""Each trouble with the database has a way out of its own."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError
from django.db import DatabaseError, IntegrityError, InternalError, OperationalError

from background.management.complaining import complaining_in_one_line
from background.management.database_trouble import way_out_of


def empty(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "file")) as connection:
        connection.execute("SELECT * FROM jobs")


def older(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "file")) as connection:
        connection.execute("CREATE TABLE jobs (id)")
        connection.execute("SELECT name FROM jobs")


def older_to_write(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "file")) as connection:
        connection.execute("CREATE TABLE jobs (id)")
        connection.execute("INSERT INTO jobs (name) VALUES (1)")


def only_to_be_read(folder: Path) -> None:
    sqlite3.connect(folder / "file").close()
    with closing(sqlite3.connect(f"file:{folder}/file?mode=ro", uri=True)) as connection:
        connection.execute("CREATE TABLE jobs (id)")


def full(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "file")) as connection:
        connection.execute("CREATE TABLE jobs (id)")
        connection.execute("PRAGMA max_page_count = 2")
        connection.execute("INSERT INTO jobs VALUES (?)", ["x" * 100_000])


def locked(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "file")) as other, closing(sqlite3.connect(folder / "file", timeout=0)) as connection:
        other.execute("BEGIN EXCLUSIVE")
        connection.execute("CREATE TABLE jobs (id)")


def nowhere(folder: Path) -> None:
    sqlite3.connect(folder / "nowhere" / "file").close()


def no_database(folder: Path) -> None:
    (folder / "file").write_bytes(b"a picture" * 1000)
    empty(folder)


@pytest.mark.parametrize(
    ("break_it", "way_out"),
    [
        (empty, "tables are missing: run manage.py migrate"),
        (older, "not those of this code: run manage.py migrate"),
        (older_to_write, "not those of this code: run manage.py migrate"),
        (only_to_be_read, "may not write its file"),
        (full, "disk is full"),
        (locked, "another process writes"),
        (nowhere, "its file cannot be opened"),
        (no_database, "its file is damaged"),
    ],
)
def test_sqlite(break_it: Callable[[Path], None], way_out: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught, complaining_in_one_line():
        try:
            break_it(tmp_path)
        except sqlite3.Error as error:  # as Django does
            raise DatabaseError(*error.args) from error

    assert way_out in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


SERVER = 'connection failed: connection to server at "db.example.org" (192.0.2.1), port 5432 failed: '


@pytest.mark.parametrize(
    ("error", "way_out"),
    [
        (psycopg.errors.UndefinedTable('relation "job" does not exist\nLINE 1: SELECT'), "run manage.py migrate"),
        (psycopg.errors.UndefinedColumn('column "name" does not exist'), "run manage.py migrate"),
        (psycopg.errors.InsufficientPrivilege("permission denied for table job"), "GRANT"),
        (psycopg.errors.DiskFull("could not extend file"), "disk is full"),
        (psycopg.errors.TooManyConnections("sorry"), "max_connections"),
        (psycopg.errors.ReadOnlySqlTransaction("cannot execute UPDATE in a read-only transaction"), "name the primary"),
        (psycopg.errors.AdminShutdown("terminating connection due to administrator command"), "try again in some seconds"),
        (psycopg.OperationalError(f"{SERVER}Connection refused\n\tIs the server running on that host?"), "nothing answers"),
        (psycopg.OperationalError("connection timeout expired"), "nothing answers"),
        (psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly"), "nothing answers"),
        (
            psycopg.OperationalError("failed to resolve host 'db.example.org': [Errno -2]"),
            "nobody knows the host",
        ),
        (psycopg.OperationalError(f'{SERVER}FATAL:  password authentication failed for user "ada"'), "user and password"),
        (psycopg.OperationalError(f'{SERVER}FATAL:  role "ada" does not exist'), "user and password"),
        (psycopg.OperationalError(f'{SERVER}FATAL:  database "shop" does not exist'), "no database of that name"),
        (psycopg.OperationalError(f"{SERVER}FATAL:  sorry, too many clients already"), "max_connections"),
        (psycopg.OperationalError(f"{SERVER}FATAL:  the database system is starting up"), "try again in some seconds"),
        (psycopg.OperationalError("something new"), "is DATABASE_URL right"),
    ],
)
def test_postgresql(error: psycopg.Error, way_out: str) -> None:
    wrapped = OperationalError(*error.args)
    wrapped.__cause__ = error

    assert way_out in way_out_of(wrapped)


def test_a_standby_is_one_line_too() -> None:
    with pytest.raises(CommandError, match="cannot be asked: cannot execute UPDATE"), complaining_in_one_line():
        raise InternalError("cannot execute UPDATE in a read-only transaction")


def test_a_fault_of_the_code_keeps_its_traceback() -> None:
    with pytest.raises(IntegrityError), complaining_in_one_line():
        raise IntegrityError("UNIQUE constraint failed")
