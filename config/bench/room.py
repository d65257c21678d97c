"""The room of a measurement: a private Redis, and the marks that measured jobs leave beside it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.bench import marks
from config.bench.ledger.database import Database
from config.rig import room as rig

NOTICED_WITHIN = 0.3
"""Seconds; Redis looks ten times a second if its file has grown too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room(rig.Room):
    """Where one run keeps its things."""

    settings: str = "config.bench.settings"
    database: Database | None = None

    @property
    def marks(self) -> Path:
        return self.folder / "marks"

    def clear(self) -> None:
        """No keys, no marks, and no memory still to be freed."""
        self.redis.execute_command("FLUSHALL", "SYNC")
        marks.clear(self.marks)
        if self.database:
            self.database.clear()

    def await_rewrite(self) -> None:
        """Until the append-only file, which a long queue makes long, is not being rewritten, for which Redis forks, and is on the disk."""
        while True:
            time.sleep(NOTICED_WITHIN)
            state = self.redis.info("persistence")
            if not (state["aof_rewrite_in_progress"] or state["aof_rewrite_scheduled"]):
                break
        os.sync()

    def environment(self) -> dict[str, str]:
        return {**rig.Room.environment(self), "RQ_REDIS_URL": self.url, marks.FILE: str(self.marks)}


@contextmanager
def room(*, binary: Path | None, log_level: str, database: Database | None = None) -> Iterator[Room]:
    """A private server, for as long as the block lasts.

    Raises:
        CannotStart: the server does not start.
    """
    with rig.private_server("bench", binary=binary) as (folder, server):
        yield Room(folder=folder, valkey=server, log_level=log_level, database=database, database_url=database.url if database else "")
