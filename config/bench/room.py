"""A folder and a Redis of our own for one run, and what every process of it is told."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from config.bench import marks
from config.dev.valkey import EmbeddedValkey
from config.env import ROOT

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Room:
    """Where one run keeps its things."""

    folder: Path
    url: str
    log_level: str

    @property
    def marks(self) -> Path:
        return self.folder / "marks"

    @property
    def redis(self) -> Redis:
        return Redis.from_url(self.url)

    def clear(self) -> None:
        """No keys, no marks, and no memory still to be freed."""
        self.redis.execute_command("FLUSHALL", "SYNC")
        marks.clear(self.marks)

    def environment(self) -> dict[str, str]:
        """Nothing of the caller's own settings reaches what is measured."""
        return {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "config.bench.settings",
            "DATA_DIR": str(self.folder / "data"),
            "DEBUG": "false",
            "MAIL_URL": "memory:",
            "CACHE_URL": "locmem:",
            "REDIS_URL": self.url,
            "LOG_LEVEL": self.log_level,
            "RQ_REDIS_URL": self.url,
            marks.FILE: str(self.marks),
        }

    def server(self) -> str:
        """Name and version of what answers."""
        info = self.redis.info("server")
        return f"{info.get('server_name', 'redis')} {info.get('valkey_version') or info['redis_version']}"


@contextmanager
def room(*, binary: Path | None, log_level: str) -> Iterator[Room]:
    """The server writes an append-only file, synced every second, as in production.

    Raises:
        CannotStart: the server does not start.
    """
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        private = Path(tempfile.gettempdir()) / f"bench-{secrets.token_hex(6)}"
        with EmbeddedValkey(Path(folder) / "valkey", private / "valkey.sock", binary) as server:
            yield Room(Path(folder), server.url, log_level)
