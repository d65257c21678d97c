"""The Redis that development works with: the one that the environment names, or an embedded one."""

import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from config.dev.errors import CannotStart
from config.dev.valkey import EmbeddedValkey
from config.env import embedded_redis_note

NAMES = ("REDIS_URL", "REDIS_HOST", "REDIS_PORT", "REDIS_PASSWORD", "REDIS_DB")


@contextmanager
def queue_server(*, named: str, data_dir: Path) -> Iterator[tuple[str, list[EmbeddedValkey]]]:
    """The URL to work with, for as long as the block lasts, and the server behind it if it is ours.

    `named` is what the settings read from the environment.

    Raises:
        CannotStart: the server does not answer or does not start.
    """
    if any(os.environ.get(name) for name in NAMES):
        _check(named)
        yield named, []
        return
    # A checkout may lie deep, and a socket's path must be short.
    private = Path(tempfile.gettempdir()) / f"background-{secrets.token_hex(6)}"
    with EmbeddedValkey(data_dir / "valkey", private / "valkey.sock") as server, _noted(server.url, embedded_redis_note(data_dir)):
        yield server.url, [server]


@contextmanager
def _noted(url: str, note: Path) -> Iterator[None]:
    """A second terminal reads there which server to use."""
    unfinished = note.with_suffix(".part")
    unfinished.write_text(url)
    unfinished.replace(note)
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def _check(url: str) -> None:
    parts = urlsplit(url)
    where = unquote(parts.path) if parts.scheme == "unix" else f"{parts.hostname or 'localhost'}:{parts.port or 6379}"
    try:
        if parts.scheme == "unix":
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(where)
        else:
            socket.create_connection((parts.hostname or "localhost", parts.port or 6379), timeout=3).close()
    except OSError as error:
        raise CannotStart(
            f"Redis at {where} does not answer ({error.strerror or error}); start it, or unset REDIS_URL and REDIS_* for an embedded one"
        ) from error
