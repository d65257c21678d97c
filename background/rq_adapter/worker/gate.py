"""Decides whether one more job may be taken, and counts what became of them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Attempts that ended, and the seconds they took."""

    succeeded: int = 0
    failed: int = 0
    seconds: float = 0.0


class Gate:
    """Asked before jobs are taken.

    Args:
        stops: how often the worker was told to stop: once, and it leaves; twice, and it must go.
        most: how many jobs may pass in all.
    """

    def __init__(self, stops: Callable[[], int], most: int | None = None) -> None:
        self._stops = stops
        self.most = most
        self.passed = 0
        self._is_shut = False
        self._tally = Tally()
        self._lock = threading.Lock()

    def is_closed(self) -> bool:
        return self._stops() > 0

    def must_go(self) -> bool:
        """Nothing may be waited for any more, Redis neither."""
        return self._stops() > 1

    @property
    def is_full(self) -> bool:
        """As many as were wanted have passed, or it was shut."""
        return self._is_shut or (self.most is not None and self.passed >= self.most)

    @property
    def is_open(self) -> bool:
        return not self.is_closed() and not self.is_full

    def shut(self) -> None:
        """Let no more jobs pass: the worker leaves when those that run have ended."""
        self._is_shut = True

    def enter(self, number: int = 1) -> int:
        """How many of so many jobs may be taken; for those that there are not after all, `turn_back`."""
        with self._lock:
            if not self.is_open:
                return 0
            granted = number if self.most is None else min(number, self.most - self.passed)
            self.passed += granted
            return granted

    def turn_back(self, number: int = 1) -> None:
        with self._lock:
            self.passed -= number

    def count(self, *, succeeded: bool, seconds: float) -> None:
        with self._lock:
            self._tally.succeeded += succeeded
            self._tally.failed += not succeeded
            self._tally.seconds += seconds

    def take_tally(self) -> Tally:
        """What was counted since the last time."""
        with self._lock:
            tally, self._tally = self._tally, Tally()
            return tally
