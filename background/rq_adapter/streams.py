"""Counts the streams that a person has open, in all processes together."""

import time
from uuid import uuid4

from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.connection import connection, reachable

COUNTS_FOR = 45
"""Seconds without a sign of life: its process has died."""


class Seat:
    """One open stream. `renew` it at least every `COUNTS_FOR` seconds, and `leave`."""

    def __init__(self, user: str) -> None:
        self._key, self._token = f"{RQ_KEY_PREFIX}:streams:{user}", uuid4().hex

    def take(self, *, most: int) -> bool:
        """Whether this person has room for one more.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        now = time.time()
        with reachable():
            pipeline = connection().pipeline(transaction=True)
            pipeline.zremrangebyscore(self._key, "-inf", now)
            pipeline.zadd(self._key, {self._token: now + COUNTS_FOR})
            pipeline.expire(self._key, COUNTS_FOR)
            pipeline.zcard(self._key)
            has_room = bool(pipeline.execute()[-1] <= most)
        if not has_room:
            self.leave()
        return has_room

    def renew(self) -> None:
        with reachable():
            pipeline = connection().pipeline(transaction=True)
            pipeline.zadd(self._key, {self._token: time.time() + COUNTS_FOR})
            pipeline.expire(self._key, COUNTS_FOR).execute()

    def leave(self) -> None:
        with reachable():
            connection().zrem(self._key, self._token)
