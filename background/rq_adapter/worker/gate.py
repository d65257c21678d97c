"""Decides whether one more job may be taken."""

import threading
from collections.abc import Callable


class Gate:
    """Asked by every slot, before every job.

    Args:
        is_closed: says that the worker is leaving.
        most: how many jobs may pass in all.
    """

    def __init__(self, is_closed: Callable[[], bool], most: int | None = None) -> None:
        self.is_closed = is_closed
        self.most = most
        self.passed = 0
        self._lock = threading.Lock()

    @property
    def is_full(self) -> bool:
        return self.most is not None and self.passed >= self.most

    def enter(self) -> bool:
        """Whether a job may be taken; if there is none after all, `turn_back`."""
        with self._lock:
            if self.is_closed() or self.is_full:
                return False
            self.passed += 1
            return True

    def turn_back(self) -> None:
        with self._lock:
            self.passed -= 1
