"""Carries away what running jobs have said, from a thread of its own: no handler waits for it."""

import os
import threading
from collections.abc import Callable

EVERY_SECONDS = 0.5
IDLE_SECONDS = 2.0
"""With nothing to do for so long, the thread ends: a process that forks had better have one thread only."""

type Errand = Callable[[], bool]
"""Answers whether it is done; otherwise it is run again a little later."""


class Scribe:
    """Runs each errand at most every `EVERY_SECONDS`, however often it is asked to."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget everything, as a forked process must: it has none of its parent's threads."""
        self._changed = threading.Condition()
        self._errands: dict[Errand, None] = {}
        self._is_urgent = False
        self._thread: threading.Thread | None = None

    def ask(self, errand: Errand, *, is_urgent: bool = False) -> None:
        """Run this soon; if it is urgent, as soon as those that run have ended."""
        with self._changed:
            self._errands[errand] = None
            self._is_urgent = self._is_urgent or is_urgent
            if self._thread is None or not self._thread.is_alive():  # what is raised in a handler from outside may hit just before `start`
                self._thread = threading.Thread(target=self._serve, name="scribe", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _serve(self) -> None:
        while errands := self._next():
            for errand in errands:
                if not errand():
                    self.ask(errand)

    def _next(self) -> list[Errand]:
        """What is due, or nothing when there was nothing to do for long."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._errands, timeout=IDLE_SECONDS):
                self._thread = None
                return []
            self._changed.wait_for(lambda: self._is_urgent, timeout=EVERY_SECONDS)
            errands, self._errands, self._is_urgent = list(self._errands), {}, False
            return errands


scribe = Scribe()
os.register_at_fork(after_in_child=scribe.begin_anew)
