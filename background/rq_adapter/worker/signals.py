"""Signals set flags and wake the loop; they interrupt nothing."""

import contextlib
import os
import signal
from types import FrameType

STOP = (signal.SIGINT, signal.SIGTERM)
CANCEL = signal.SIGUSR1
"""Tells a job in a process of its own that nobody wants it any more."""


class Signals:
    """While entered: counts requests to stop, and becomes readable at any signal, a child's end included."""

    def __init__(self) -> None:
        self.stops = 0

    def __enter__(self) -> "Signals":
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(self._writer, False)
        self._former = {number: signal.signal(number, self._stop) for number in STOP} | {
            signal.SIGCHLD: signal.signal(signal.SIGCHLD, noted)
        }
        self._former_writer = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        return self

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._former_writer)
        for number, handler in self._former.items():
            signal.signal(number, handler)
        os.close(self._reader)
        os.close(self._writer)

    def fileno(self) -> int:
        return self._reader

    def wake(self) -> None:
        """Make it readable from another thread."""
        with contextlib.suppress(BlockingIOError):  # full of unread wake-ups: the loop wakes anyway
            os.write(self._writer, b"\0")

    def drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while os.read(self._reader, 4096):
                pass

    def _stop(self, signum: int, frame: FrameType | None) -> None:
        self.stops += 1


def noted(signum: int, frame: FrameType | None) -> None:
    """Only so that it does nothing else, and the wake-up is written: without a handler Python does not."""


def hold(*numbers: signal.Signals) -> None:
    """Let them wait, in this thread and in the processes that it forks, until each of them lets go of them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, numbers)


def let_go(*numbers: signal.Signals) -> None:
    """Deliver them from now on, and what waits at once."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)


def forget_the_parents_signals() -> None:
    """In a forked process: what the parent's loop wants to hear is no business of this one."""
    signal.set_wakeup_fd(-1)
    for number in (*STOP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
