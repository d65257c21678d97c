"""One owner for a folder of data, for as long as the owner's process lives."""

import fcntl
import os
import time
from pathlib import Path

from config.dev.errors import CannotStart

PATIENCE_SECONDS = 10.0


def take(path: Path) -> int:
    """Lock the file and write our process id into it; closing the answered descriptor, or dying, gives it back.

    Raises:
        CannotStart: another process has it; the message names that process.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor, path)
    except CannotStart:
        os.close(descriptor)
        raise
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    return descriptor


def _wait_for(descriptor: int, path: Path) -> None:
    """What a dead owner left running is on its way out and worth waiting for; a live owner is not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _locked(descriptor):
        owner = os.pread(descriptor, 16, 0).decode()
        if _lives(owner) or time.monotonic() > deadline:
            raise CannotStart(f"{path.parent} is in use by process {owner or 'unknown'}; stop that one, or set DATA_DIR to another folder")
        time.sleep(0.05)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lives(owner: str) -> bool:
    try:
        os.kill(int(owner), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
