"""What a process needs before it is of use. Each check answers "" or what is wrong, in words without secrets."""

from collections.abc import Callable
from threading import Event

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from background.exceptions import QueueUnavailable
from background.rq_adapter.connection import ping


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return "does not answer"
    return ""


def redis() -> str:
    try:
        ping()
    except QueueUnavailable as error:
        return str(error).removeprefix("Redis ")  # whether it is gone, too late, or refuses to work
    return ""


def migrations() -> str:
    try:
        missing = 0 if _applied.is_set() else _missing()
    except (DatabaseError, InterfaceError):
        return "unknown while the database does not answer"
    if missing:
        return f"{missing} not applied; run manage.py migrate"
    _applied.set()
    return ""


REQUIREMENTS: dict[str, Callable[[], str]] = {"database": database, "redis": redis, "migrations": migrations}

_applied = Event()
"""Reading every migration file takes long, and once applied they stay so for as long as this process lives."""


def _missing() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
