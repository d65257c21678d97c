"""Lets what must go first go before all else that waits for the same transaction."""

from collections.abc import Callable

from django.db import connections

from background.engine.carrier import on_commit


def on_commit_first(act: Callable[[], None], *, database: str) -> None:
    """As `on_commit`, but before the pushes of the jobs that the transaction has made, and before former calls of this.

    Redis accepts no id twice, so whoever sends a job otherwise than it was made must come before those who send it as it was.
    """
    on_commit(act, database=database)
    waiting = connections[database].run_on_commit
    if waiting and waiting[-1][1] is act:
        waiting.insert(0, waiting.pop())
