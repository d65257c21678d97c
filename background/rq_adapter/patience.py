"""Waiting for Redis to come back, instead of giving up."""

import logging
import random
import time
from collections.abc import Callable

from redis.exceptions import RedisError

log = logging.getLogger("background.worker")

FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0


def patiently[T](act: Callable[[], T], *, what: str, give_up: Callable[[], bool]) -> T:
    """The result of `act`, tried again with a growing, jittered wait for as long as Redis is in trouble.

    Raises:
        RedisError: the last one, once `give_up()` says so.
    """
    wait = FIRST_WAIT
    while True:
        try:
            return act()
        except RedisError as error:
            if give_up():
                raise
            log.warning("redis is in trouble, waiting", extra={"what": what, "error": str(error)[:200], "seconds": round(wait, 1)})
            time.sleep(wait * (0.5 + random.random() / 2))  # noqa: S311  # keeps workers from returning all at once
            wait = min(wait * 2, LONGEST_WAIT)
