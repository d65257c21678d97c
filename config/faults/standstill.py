"""Does the machine itself stand still? Then workers give no sign of life for as long, and what they promise cannot be seen."""

import threading
import time
from types import TracebackType
from typing import Self

LOOK_SECONDS = 0.05


class Standstill:
    """Watches for as long as its block lasts. `longest`: the longest time, in seconds, for which this process was not woken."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        looked = time.monotonic()
        while not self._over.wait(LOOK_SECONDS):
            before, looked = looked, time.monotonic()
            self.longest = max(self.longest, looked - before - LOOK_SECONDS)
