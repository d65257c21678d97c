"""Tells those who watch over processes which one it is."""

import os
from pathlib import Path

from django.core.management.base import CommandError


def write_pid(path: str) -> None:
    """Write the id of this process, and the end of a line, into the file.

    Raises:
        CommandError: it cannot be written.
    """
    try:
        Path(path).expanduser().write_text(f"{os.getpid()}\n")
    except (OSError, ValueError, RuntimeError) as error:  # also of a path with a NUL, and of the home of nobody
        raise CommandError(f"--pid is {path!r}; it cannot be written: {error}") from error
