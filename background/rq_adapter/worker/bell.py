"""Hears of what Redis gets for this worker, without asking for it."""

from collections.abc import Sequence

from redis import Redis
from redis.connection import Connection
from redis.exceptions import RedisError

LISTEN_SECONDS = 5
"""Listening begins anew so often, so that a connection that died in silence is noticed."""


class Bell:
    """A blocking pop of these lists, on a connection of its own, that can be waited for together with other things, by its `fileno`."""

    def __init__(self, connection: Redis, keys: Sequence[str]) -> None:
        self._pool = connection.connection_pool
        self._keys = keys
        self._link: Connection | None = None

    def listen(self) -> bool:
        """Begin, unless it is listening already. False when Redis cannot be reached."""
        if self._link:
            return True
        try:
            self._link = self._pool.get_connection()
            self._link.send_command("BLPOP", *self._keys, LISTEN_SECONDS)
        except (RedisError, OSError):
            self.close()
        return self._link is not None

    def fileno(self) -> int:
        return int(self._link._sock.fileno()) if self._link else -1

    def answer(self) -> None:
        """Take the answer that has arrived; it says no more than that it is worth looking."""
        link, self._link = self._link, None
        if not link:
            return
        try:
            link.read_response()
            self._pool.release(link)
        except (RedisError, OSError):
            self._drop(link)

    def close(self) -> None:
        link, self._link = self._link, None
        if link:
            self._drop(link)

    def _drop(self, link: Connection) -> None:
        # Its answer is still to come, so nobody else may use this connection.
        link.disconnect()
        self._pool.release(link)
