"""The worker's way to the process that starts its jobs' processes.

A process that has forked pays for every page it touches afterwards. So the worker forks once, at its start, and what forks for every
job does nothing else: it stays still, and as small and clean as the worker was.
"""

import fcntl
import os
import socket
from contextlib import suppress
from typing import NamedTuple

import msgspec

from background.engine.run import Run
from background.exceptions import WorkerFailed
from background.rq_adapter.worker.forking import ENDED, LENGTH, REFUSED, REPORT, fork_on_request

ANSWER_BYTES = 1 << 18
"""A child's whole answer fits into its pipe, where the system lets us say so (Linux), and need not be fetched while it writes."""


class Gone(NamedTuple):
    """A process that has ended, its wait status, and the most memory that it held, in bytes."""

    pid: int
    status: int
    peak_memory: int


class Nursery:
    """Starts processes for jobs, and says which of them have ended.

    Raises:
        WorkerFailed: no process can be started.
    """

    def __init__(self) -> None:
        self._door, theirs = socket.socketpair()
        self._reports = b""
        self._ended: list[Gone] = []
        parent = os.getpid()
        try:
            self.pid = os.fork()
        except OSError as error:
            self._door.close()
            theirs.close()
            raise WorkerFailed(f"no process can be started: {error}") from error
        if self.pid == 0:
            self._door.close()
            fork_on_request(theirs, parent)
        theirs.close()

    def fileno(self) -> int:
        """Readable when a process has ended."""
        return self._door.fileno()

    def start(self, run: Run) -> tuple[int, int]:
        """A process of its own for this job: its id, and the pipe on which it will answer.

        Raises:
            OSError: the system refuses.
            WorkerFailed: the nursery itself has died.
        """
        words = msgspec.msgpack.encode(run)
        reader, writer = os.pipe()
        with suppress(AttributeError, OSError):
            fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, ANSWER_BYTES)
        try:
            socket.send_fds(self._door, [LENGTH.pack(len(words))], [writer])
            self._door.sendall(words)
            kind, number = self._answer()
        except BaseException:
            os.close(reader)
            raise
        finally:
            os.close(writer)
        if kind == REFUSED:
            os.close(reader)
            raise OSError(number, os.strerror(number))
        os.set_blocking(reader, False)
        return number, reader

    def ended(self, *, wait: bool = False) -> list[Gone]:
        """The processes that have ended since the last time; with `wait`, at least one.

        Raises:
            WorkerFailed: the nursery itself has died; the jobs' processes die with it.
        """
        with suppress(BlockingIOError):
            self._hear(0 if wait and not self._ended else socket.MSG_DONTWAIT)
        ended, self._ended = self._ended, []
        return ended

    def close(self) -> None:
        """Let it go, and every process that is still there with it."""
        self._door.close()
        os.waitpid(self.pid, 0)

    def _answer(self) -> tuple[bytes, int]:
        while not (answers := self._hear(0)):
            pass  # only news of processes that ended
        return answers[0]

    def _hear(self, flags: int) -> list[tuple[bytes, int]]:
        """Note who ended; the rest is the answer to the last request."""
        heard = self._door.recv(65536, flags)
        if not heard:
            raise WorkerFailed("the process that starts the jobs' processes has died")
        self._reports += heard
        whole = len(self._reports) // REPORT.size * REPORT.size
        reports, self._reports = self._reports[:whole], self._reports[whole:]
        answers = []
        for kind, number, status, peak_memory in REPORT.iter_unpack(reports):
            if kind == ENDED:
                self._ended.append(Gone(number, status, peak_memory))
            else:
                answers.append((kind, number))
        return answers
