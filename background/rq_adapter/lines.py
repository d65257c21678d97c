"""The lines that are free: whoever enqueues takes one, and puts it back."""

import os
from collections import deque
from functools import cache
from typing import Any

from redis import ConnectionPool
from redis.exceptions import ConnectionError as NoConnection

from background.rq_adapter.connection import connection
from background.rq_adapter.line import Line


def call(script: str, *args: str | bytes | float) -> Any:
    """Run `script`.lua over a line that no other thread has. One that went stale while it was free is opened anew, once.

    Raises:
        RedisError: what Redis or the network says.
    """
    free = _free(connection().connection_pool)
    try:
        line = free.pop()
    except IndexError:
        line = Line(connection())
    try:
        return _again_if_stale(line, script, args)
    finally:
        free.append(line)


def _again_if_stale(line: Line, script: str, args: tuple[str | bytes | float, ...]) -> Any:
    was_open = line.is_open
    try:
        return line.call(script, *args)
    except NoConnection:  # a server that answers too late would be as late again
        if not was_open:
            raise
        return line.call(script, *args)


@cache
def _free(pool: ConnectionPool) -> deque[Line]:
    """As many as there ever were threads at once; taking and putting back are atomic."""
    return deque()


os.register_at_fork(after_in_child=_free.cache_clear)
"""What the parent says and hears over its lines is none of the child's business."""
