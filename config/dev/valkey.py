"""A Redis-compatible server of our own for development and tests: kept data, no port, no orphan."""

import os
import socket as sockets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from config.dev import lock
from config.dev.children import manner
from config.dev.errors import CannotStart
from config.dev.guardian import Guardian
from config.dev.private_socket import make_private
from config.dev.valkey_command import command_of

NAME = "Valkey"
START_SECONDS = 30.0
STOP_SECONDS = 10.0
ALLOCATOR = "glibc.malloc.tcache_count=65535"
"""For `GLIBC_TUNABLES`: the C library, whose allocator the embedded server uses, keeps only seven freed pieces of a size at hand and gives
out all others oldest first, from wherever they lie. Scripts throw away thousands, and in a large heap each one is a cache miss.
"""


class EmbeddedValkey:
    """One server process that keeps its data in `directory` and listens on `socket` only.

    TCP would be open to every user of the machine, so there is no port, and the socket's folder must be private.
    """

    def __init__(self, directory: Path, socket: Path, binary: Path | None = None) -> None:
        self.directory = directory
        self.socket = socket
        self._binary = binary
        self._process: subprocess.Popen[bytes] | None = None
        self._guardian: Guardian | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    @property
    def pid(self) -> int:
        """The server's process id, or 0 when it is not started."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start and wait until it answers.

        Raises:
            CannotStart: in one line, what is in the way and what to do.
        """
        command = command_of(self._binary, self.socket)
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._locked() as held:
            made = make_private(self.socket)
            self._guardian = Guardian(patience=STOP_SECONDS, leftovers=[self.socket, *made])
            self._process = self._spawn(command, held)
        self._wait_until_it_answers()

    def stop(self) -> None:
        if self._guardian:
            self._guardian.close()
        if self._process:
            self._process.wait()
        self._process = self._guardian = None

    def lost(self) -> list[str]:
        """A line, once, if the server has ended by itself."""
        if not self._process or self._process.poll() is None:
            return []
        ended, self._process = self._process, None
        return [f"{NAME} stopped by itself ({manner(ended.returncode)}); the last it said: {self._last_line()}"]

    def missing(self) -> list[str]:
        """Its name, if it was told to be lost and has not been started again."""
        return [NAME] if self._guardian and not self._process else []

    def start_again(self, _: str) -> None:
        """With the data that it had. Whether it starts is told by `lost`."""
        with self._locked() as held:
            self._process = self._spawn(command_of(self._binary, self.socket), held)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The server gets a copy, so the folder is locked exactly as long as the server lives."""
        held = lock.take(self.directory / "lock")
        try:
            yield held
        finally:
            os.close(held)

    def _spawn(self, command: list[str], held: int) -> subprocess.Popen[bytes]:
        group = self._guardian.group if self._guardian else None
        with self._log.open("wb") as log:
            return subprocess.Popen(
                command,
                cwd=self.directory,
                env={"GLIBC_TUNABLES": ALLOCATOR, **os.environ},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(held,),
                process_group=group,
            )

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(self.socket):
            if not self._process or self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise CannotStart(f"the embedded Valkey did not start: {self._last_line()} ({self._log})")
            time.sleep(0.01)

    @property
    def _log(self) -> Path:
        return self.directory / "valkey.log"

    def _last_line(self) -> str:
        lines = self._log.read_text(errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def _answers(socket: Path) -> bool:
    with sockets.socket(sockets.AF_UNIX) as client:
        client.settimeout(1.0)
        try:
            client.connect(str(socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
