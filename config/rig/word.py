"""How the words of `bin/` that measure and break begin, choose, show and end."""

import argparse
import signal
from collections.abc import Callable, Mapping

from rich.console import Console

from config.dev.errors import CannotStart


def carry_out(word: str, run: Callable[[Console], int]) -> int:
    """Its exit code: that of `run`, 2 when it cannot start, 130 when it was interrupted. `run` is given the screen for its progress."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    progress = Console(stderr=True, highlight=False)
    try:
        return run(progress)
    except CannotStart as error:
        progress.print(f"{word}: {error}", style="bold red")
        return 2
    except KeyboardInterrupt:
        return 130


def chosen[T](names: str, available: Mapping[str, T], *, what: str) -> list[T]:
    """Those that are named, parted by commas, in the order in which they are available.

    Raises:
        ArgumentTypeError: there is none of a name; the message lists those that are.
    """
    wanted = names.split(",")
    unknown = [name for name in wanted if name not in available]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no {what} {unknown[0]!r}; there are {', '.join(available)}")
    return [item for name, item in available.items() if name in wanted]


def screen(width: int) -> Console:
    """The terminal, or so many columns of a file."""
    terminal = Console(highlight=False)
    return terminal if terminal.is_terminal else Console(highlight=False, width=width)
