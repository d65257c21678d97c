"""How many mails a process has given away to a server without knowing what became of them: as many it may send twice when it is killed."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

NEAR_SECONDS = 0.001
"""A server that answers sooner is next door: there one mail after the other is as fast as several at once."""
WORTH_A_SECOND = 3_000
"""Mails; so many the window lets through to a server that is further away, if it is only its distance that takes time."""
PATIENCE_SECONDS = 0.1
"""A server that takes longer over a mail than this has its reasons, which several mails may wait for at once."""


class Window:
    """One place for each mail that is given away; it is left when the answer has been written down.

    Attributes:
        round_trip: the shortest time in which the server ever answered to something that is no work.
    """

    def __init__(self) -> None:
        self.round_trip = math.inf
        self._taken = 0
        self._changed = threading.Condition()

    @property
    def size(self) -> int:
        return 1 if self.round_trip < NEAR_SECONDS else math.ceil(min(self.round_trip, 1.0) * WORTH_A_SECOND)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Waits for one, but not for long."""
        with self._changed:
            self._changed.wait_for(lambda: self._taken < self.size, timeout=PATIENCE_SECONDS)
            self._taken += 1
        try:
            yield
        finally:
            with self._changed:
                self._taken -= 1
                self._changed.notify()
