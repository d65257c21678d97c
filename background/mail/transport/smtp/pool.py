"""Connections that are kept for the next mail: each is with one thread at a time, and with the process that opened it."""

import atexit
import os
import threading
import time
from collections import defaultdict

from background.mail.transport.smtp.connect import connect
from background.mail.transport.smtp.link import Link
from background.mail.transport.smtp.server import Server
from background.mail.transport.smtp.window import Window


class Pool:
    """The one that was used last is used next, so that those which are not needed grow old and go."""

    def __init__(self) -> None:
        self._forget()
        atexit.register(self.close)
        os.register_at_fork(after_in_child=self._forget)

    def take(self, server: Server) -> Link:
        """One of those that are kept, or a new one.

        Raises:
            Barred: there is none, and none can be had.
        """
        for old in self._outdated(server):
            old.close()
        with self._lock:
            kept = self._kept[server]
            if kept:
                return kept.pop()
        return connect(server, self.window(server))

    def window(self, server: Server) -> Window:
        """Which all connections of this process to the server share."""
        with self._lock:
            return self._windows[server]

    def give_back(self, link: Link) -> None:
        link.used_at = time.monotonic()
        with self._lock:
            self._kept[link.server].append(link)

    def close(self) -> None:
        with self._lock:
            links = [link for kept in self._kept.values() for link in kept]
            self._kept.clear()
        for link in links:
            link.close()

    def _outdated(self, server: Server) -> list[Link]:
        oldest = time.monotonic() - server.idle
        with self._lock:
            kept = self._kept[server]
            old = [link for link in kept if link.used_at < oldest]
            self._kept[server] = kept[len(old) :]
        return old

    def _forget(self) -> None:
        """A child closes its copies of the sockets without a word: the parent still speaks on them."""
        for kept in getattr(self, "_kept", {}).values():
            for link in kept:
                link.drop()
        self._lock = threading.Lock()
        self._kept: dict[Server, list[Link]] = defaultdict(list)
        self._windows: dict[Server, Window] = defaultdict(Window)


pool = Pool()
