"""The database of a measurement: a private PostgreSQL, an SQLite file, or one that is named."""

import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from config.dev.errors import CannotStart
from config.env import ROOT
from config.rig.postgres import private_postgres, programs

TABLES = ("background_jobattempt", "background_jobrecord")
COMMITS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Where the measured jobs have their rows. `name` is its kind and version."""

    url: str
    name: str

    def clear(self) -> None:
        """No rows, and nothing left to tidy up after them."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(_file_of(self.url), isolation_level=None)) as file:
                for table in TABLES:
                    file.execute(f"DELETE FROM {table}")  # noqa: S608  # a name of ours
            return
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute("TRUNCATE background_jobrecord, background_jobattempt")
            server.execute("CHECKPOINT")

    def recorded(self) -> int:
        """How many jobs have succeeded by their rows."""
        question = "SELECT COUNT(*) FROM background_jobrecord WHERE state = 'succeeded'"
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(_file_of(self.url))) as file:
                return int(file.execute(question).fetchone()[0])
        with psycopg.connect(self.url) as server:
            return int((server.execute(question).fetchone() or (0,))[0])

    def synced_commit_ms(self) -> float | None:
        """How long PostgreSQL takes to write one commit to this disk; no single connection commits faster than that."""
        if self.url.startswith("sqlite"):
            return None
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute("SET synchronous_commit = on")
            return statistics.median(_commit_ms(server) for _ in range(COMMITS))


def _commit_ms(server: psycopg.Connection) -> float:
    began = time.perf_counter()
    server.execute("SELECT pg_logical_emit_message(true, 'bench', '')")
    return (time.perf_counter() - began) * 1000


@contextmanager
def database(url: str | None) -> Iterator[Database]:
    """This one, emptied for every measurement; without a URL a private PostgreSQL if one is installed, else SQLite.

    Raises:
        CannotStart: it does not answer, or cannot be migrated.
    """
    if url:
        yield _migrated(url)
    elif programs():
        with private_postgres() as private:
            yield _migrated(private)
    else:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            yield _migrated(f"sqlite:///{folder}/db.sqlite3")


def _migrated(url: str) -> Database:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.bench.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise CannotStart(f"the database cannot be migrated: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}")
    return Database(url=url, name=_name(url))


def _name(url: str) -> str:
    if url.startswith("sqlite"):
        return f"SQLite {sqlite3.sqlite_version}"
    with psycopg.connect(url) as server:
        return f"PostgreSQL {server.info.parameter_status('server_version')}"


def _file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
