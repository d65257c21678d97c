"""Marks of what a job has done, each sent to Redis at once and waited for by nobody: they outlive the process that makes them."""

from types import TracebackType
from typing import Self

from redis.exceptions import RedisError
from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.connection import connection, reachable

KEPT_SECONDS = 7 * 24 * 3600


class Marks:
    """A list of texts under a name. The first to open it again reads what was marked; then `make`, and `forget` when all is written down.

    A mark costs some microseconds: it is given to the kernel, which delivers it also when this process is killed the moment after.
    Its answer is read at the end.
    """

    def __init__(self, name: str) -> None:
        self._key = f"{RQ_KEY_PREFIX}:marks:{name}"
        self._unread = 0

    def __enter__(self) -> Self:
        with reachable():
            self._connection = connection().connection_pool.get_connection()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._unread:
            self._connection.disconnect()  # whoever has the connection next must not read our answers
        connection().connection_pool.release(self._connection)

    def made(self) -> list[bytes]:
        """What was marked, oldest first.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        with reachable():
            marks: list[bytes] = connection().lrange(self._key, 0, -1)
        return marks

    def make(self, *marks: bytes) -> bool:
        """Whether they are on their way, all together; if not, write down at once what they stand for."""
        try:
            is_first = not self._unread
            self._send("RPUSH", self._key, *marks)
            if is_first:
                self._send("EXPIRE", self._key, KEPT_SECONDS)
        except (RedisError, OSError):
            self._unread = 0
            return False
        return True

    def forget(self) -> None:
        """All of it is written down elsewhere. A Redis that does not answer keeps the marks, which then say what is known already."""
        try:
            while self._unread:
                self._connection.read_response()
                self._unread -= 1
            self._send("DEL", self._key)
            self._connection.read_response()
            self._unread -= 1
        except (RedisError, OSError):
            self._connection.disconnect()
            self._unread = 0

    def _send(self, *words: str | bytes | int) -> None:
        # Its health check would read an answer that is ours.
        self._connection.send_command(*words, check_health=False)
        self._unread += 1
