"""Shows a person how far long work is."""

import sys
from types import TracebackType

WIDTH = 30


class ProgressBar:
    """One line that is written over and over, on a terminal; nothing where the output is a file or a pipe.

    Args:
        total: how much there is to do, as far as that is known before.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self._is_shown = sys.stderr.isatty()

    def advance(self, number: int) -> None:
        self.done += number
        share = min(1.0, self.done / self.total) if self.total else 1.0
        bar = ("█" * round(share * WIDTH)).ljust(WIDTH, "░")
        self._write(f"\r{bar} {self.done:,} of {max(self.total, self.done):,}")

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._write("\r\033[K")

    def _write(self, text: str) -> None:
        if self._is_shown:
            sys.stderr.write(text)
            sys.stderr.flush()
