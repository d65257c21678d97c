"""A folder and a Redis of our own for one run, and what every process of it is told."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from config.dev.valkey import EmbeddedValkey
from config.env import ROOT

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where one run keeps its things. `settings` is the module that its Django processes load; they have an SQLite
    file unless there is a `database_url`.
    """

    folder: Path
    valkey: EmbeddedValkey
    settings: str
    log_level: str
    database_url: str = ""

    @property
    def url(self) -> str:
        return self.valkey.url

    @property
    def redis(self) -> Redis:
        return Redis.from_url(self.url)

    def environment(self) -> dict[str, str]:
        """Nothing of the caller's own settings reaches what is looked at."""
        return {
            **{name: os.environ[name] for name in KEPT if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": self.settings,
            "DATA_DIR": str(self.folder / "data"),
            "DEBUG": "false",
            "MAIL_URL": "memory:",
            "CACHE_URL": "locmem:",
            "REDIS_URL": self.url,
            "LOG_LEVEL": self.log_level,
            **({"DATABASE_URL": self.database_url} if self.database_url else {}),
        }

    def server(self) -> str:
        """Name and version of what answers."""
        info = self.redis.info("server")
        return f"{info.get('server_name', 'redis')} {info.get('valkey_version') or info['redis_version']}"


@contextmanager
def private_server(name: str, *, binary: Path | None) -> Iterator[tuple[Path, EmbeddedValkey]]:
    """A folder that is gone afterwards, and a server in it that writes an append-only file, synced every second, as in production.

    Raises:
        CannotStart: the server does not start.
    """
    with tempfile.TemporaryDirectory(prefix=f"{name}-", ignore_cleanup_errors=True) as folder:
        private = Path(tempfile.gettempdir()) / f"{name}-{secrets.token_hex(6)}"
        with EmbeddedValkey(Path(folder) / "valkey", private / "valkey.sock", binary) as server:
            yield Path(folder), server
