"""Waiting for Redis to come back, instead of giving up."""

import logging
import random
import time
from collections.abc import Callable

from redis import exceptions as redis
from redis.exceptions import RedisError

log = logging.getLogger("background.worker")

FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
TROUBLE = (
    *(redis.ConnectionError, redis.TimeoutError, redis.BusyLoadingError, redis.ReadOnlyError, redis.OutOfMemoryError),
    *(redis.TryAgainError, redis.ClusterDownError, redis.MasterDownError),
)
"""What passes by itself, or when somebody mends Redis. Any other refusal would be the same the next time."""
REFUSALS = (redis.AuthenticationError, redis.AuthorizationError, redis.NoPermissionError)
"""Redis does not know this client, or does not let it: only another configuration, and so another process, mends that."""


def _passes(error: RedisError) -> bool:
    # MISCONF: Redis cannot write its file (the disk is full, mostly), and takes no writes until it can.
    # NOREPLICAS: too few replicas have its data; it takes no writes until they do.
    waits = str(error).startswith(("MISCONF", "NOREPLICAS"))
    return waits or (isinstance(error, TROUBLE) and not isinstance(error, REFUSALS))


def patiently[T](act: Callable[[], T], *, what: str, give_up: Callable[[], bool]) -> T:
    """The result of `act`, tried again with a growing, jittered wait for as long as Redis is in trouble.

    Raises:
        RedisError: Redis refuses for a reason that waiting does not mend, or `give_up()` says so.
    """
    wait = FIRST_WAIT
    while True:
        try:
            return act()
        except RedisError as error:
            if not _passes(error) or give_up():
                raise
            log.warning("redis is in trouble, waiting", extra={"what": what, "error": str(error)[:200], "seconds": round(wait, 1)})
            time.sleep(wait * (0.5 + random.random() / 2))  # noqa: S311  # keeps workers from returning all at once
            wait = min(wait * 2, LONGEST_WAIT)
