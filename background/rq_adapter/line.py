"""A connection that one thread keeps, for the calls that every job costs."""

from typing import Any

from hiredis import pack_command
from redis import Redis
from redis.connection import Connection
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import NoScriptError, RedisError
from redis.exceptions import TimeoutError as NoAnswer
from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter import scripts


class Line:
    """Calls scripts without what redis-py's client does around each call: taking a connection, retrying, measuring.

    Not for several threads. After a fault the connection is dropped and the next call opens another.
    """

    def __init__(self, connection: Redis) -> None:
        self._pool = connection.connection_pool
        self._link: Connection | None = None

    @property
    def is_open(self) -> bool:
        return self._link is not None

    def call(self, name: str, *args: str | bytes | float) -> Any:
        """As `scripts.call`.

        Raises:
            RedisError: what Redis or the network says.
        """
        script = scripts.script(name)
        try:
            return self._ask("EVALSHA", script.sha, 0, RQ_KEY_PREFIX, *args)
        except NoScriptError:
            self._ask("SCRIPT", "LOAD", script.script)
            return self._ask("EVALSHA", script.sha, 0, RQ_KEY_PREFIX, *args)

    def close(self) -> None:
        link, self._link = self._link, None
        if link:
            self._pool.release(link)

    def _ask(self, *words: str | bytes | float) -> Any:
        link = self._link = self._link or self._pool.get_connection()
        try:
            link.send_packed_command((pack_command(words),))  # type: ignore[arg-type]  # hiredis declares a tuple of one
            answer = link.read_response()
        except BaseException as error:
            if not _is_an_answer(error):
                link.disconnect()
                self.close()
            raise
        return answer


def _is_an_answer(error: BaseException) -> bool:
    """Whether Redis said no; otherwise its answer may still be under way, and must not be taken for that of the next call."""
    return isinstance(error, RedisError) and not isinstance(error, (NoConnection, NoAnswer))
