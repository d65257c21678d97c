"""gunicorn itself, for what happens before Django and around it."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

import pytest

from config.dev import web
from tests.processes import ROOT, environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where it listens, and what it says."""

    address: tuple[str, int]
    log: Path


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """gunicorn as `bin/dev` runs it."""
    with _serving(tmp_path_factory, web.command) as server:
        yield server


@pytest.fixture(scope="module")
def asgi_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """gunicorn at the other door."""
    with _serving(tmp_path_factory, _asgi_command) as server:
        yield server


def _asgi_command(listener: socket) -> list[str]:
    words = [*web.command(listener), "--worker-class", "asgi"]
    return ["config.asgi:application" if word == "config.wsgi:application" else word for word in words]


@contextmanager
def _serving(tmp_path_factory: pytest.TempPathFactory, command: Callable[[socket], list[str]]) -> Iterator[Server]:
    listener, log = web.listen(0), tmp_path_factory.mktemp("gunicorn") / "log"
    environ = environment(MAIL_DIR="/nowhere", DATABASE_URL="sqlite://:memory:", REDIS_URL="redis://127.0.0.1:1/0", LOG_FORMAT="json")
    with log.open("wb") as said:
        process = subprocess.Popen(command(listener), cwd=ROOT, env=environ, pass_fds=(listener.fileno(),), process_group=0, stderr=said)
    yield Server(address=listener.getsockname(), log=log)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    listener.close()
