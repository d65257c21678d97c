"""Follows a job for somebody who keeps a connection open, at the cost of a look at Redis twice a second."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.db import connections

from background.api.sse import COMMENT, OPENING, Telling
from background.exceptions import JobNotFound, QueueUnavailable
from background.interfaces import JobSnapshot
from background.rq_adapter.streams import Seat

LOOK_EVERY, COMMENT_EVERY = 0.5, 15.0
LONGEST = 600.0
"""Seconds; then the client asks again, perhaps another process, and is told what it has missed."""


class StreamThreads:
    """How many threads of this process streams may hold, so that some are left for everybody else."""

    def __init__(self, most: int) -> None:
        self._free = threading.BoundedSemaphore(most)

    def take(self) -> bool:
        return self._free.acquire(blocking=False)

    def give_back(self) -> None:
        self._free.release()


class Following:
    """One client and one job.

    Args:
        look: what is known of the job now.
        show: the job as this client may see it.
        threads: of which it has taken one, if it has.
    """

    def __init__(
        self,
        telling: Telling,
        seat: Seat,
        *,
        look: Callable[[], JobSnapshot],
        show: Callable[[JobSnapshot], dict[str, object]],
        threads: StreamThreads | None,
    ) -> None:
        self._telling, self._seat, self._look, self._show, self._threads = telling, seat, look, show, threads
        self._began = self._spoke_at = time.monotonic()
        self._opening = OPENING
        self.is_over = self._is_closed = False

    def step(self) -> bytes:
        """What there is to say now, or nothing. Holds no connection to the database afterwards."""
        said, self._opening = self._opening + self._news(), b""
        now = time.monotonic()
        self.is_over = self.is_over or now - self._began > LONGEST
        if not said and now - self._spoke_at >= COMMENT_EVERY:
            with suppress(QueueUnavailable):
                self._seat.renew()
            said = COMMENT
        if said:
            self._spoke_at = now
        return said

    def close(self) -> None:
        """Give back what it holds; twice is as good as once."""
        self.is_over, was_closed, self._is_closed = True, self._is_closed, True
        if was_closed:
            return
        if self._threads:
            self._threads.give_back()
        with suppress(QueueUnavailable):  # then the seat is free by itself, a little later
            self._seat.leave()

    def _news(self) -> bytes:
        try:
            job = self._look()
            self.is_over = job.state.is_final
            return self._telling.news(self._show(job))
        except JobNotFound:  # forgotten meanwhile
            self.is_over = True
            return b""
        except QueueUnavailable:
            return b""  # what there is to say is said when it is back
        finally:
            connections.close_all()


def in_thread(following: Following, connection: socket.socket | None) -> Iterator[bytes]:
    """For WSGI: the thread is the client's for as long as it listens. `connection` tells at once when it does not any more."""
    try:
        while not following.is_over and not _is_hung_up(connection):
            if said := following.step():
                yield said
            if not following.is_over:
                time.sleep(LOOK_EVERY)
    finally:
        following.close()


async def in_loop(following: Following) -> AsyncIterator[bytes]:
    """For ASGI: no thread is held but for the moment of a look."""
    try:
        while not following.is_over:
            if said := await sync_to_async(following.step, thread_sensitive=False)():
                yield said
            if not following.is_over:
                await asyncio.sleep(LOOK_EVERY)
    finally:
        await sync_to_async(following.close, thread_sensitive=False)()


def _is_hung_up(connection: socket.socket | None) -> bool:
    if connection is None:
        return False
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except (BlockingIOError, ValueError):  # nothing was said, or TLS, which cannot peek
        return False
    except OSError:
        return True
