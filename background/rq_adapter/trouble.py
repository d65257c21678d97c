"""Remembers that Redis kept somebody waiting, so that one at a time finds out whether it still does, and all others go on at once."""

import threading
import time

from background.exceptions import QueueUnavailable

REST_SECONDS = 5.0
PROBE_SECONDS = 15.0
"""So long at most one who looks again keeps the others from doing so: longer than any answer is waited for."""


class Trouble:
    """Of one process. Seconds are monotonic; reading and writing a number needs no lock."""

    def __init__(self) -> None:
        self._until = 0.0
        self._looks = 0

    def raise_if_fresh(self) -> None:
        """Return for who is to look again.

        Raises:
            QueueUnavailable: Redis kept somebody waiting a moment ago, or does so now.
        """
        if not self._until:
            return
        now = time.monotonic()
        me = threading.get_ident()
        if now < self._until and self._looks != me:  # what it asks for may ask for more
            raise QueueUnavailable("Redis kept somebody waiting a moment ago")
        self._until, self._looks = now + PROBE_SECONDS, me

    def note(self) -> None:
        """It did not answer in time."""
        self._looks = 0
        self._until = time.monotonic() + REST_SECONDS

    def is_over(self) -> None:
        """It answered, be it that it refuses to work."""
        self._until = 0.0
