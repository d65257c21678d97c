"""What a test needs to know about processes that are not its own children."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def lives(process: int) -> bool:
    """A process that has ended and was not yet collected by its parent counts as gone."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")


def until(seen: Callable[[], bool], *, seconds: float = 90) -> bool:
    deadline = time.monotonic() + seconds
    while not seen() and time.monotonic() < deadline:
        time.sleep(0.02)
    return seen()


@contextmanager
def parent(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process that runs this program; it can be killed, and is at the end."""
    process = subprocess.Popen([sys.executable, "-c", program, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        finish(process)


def said(process: subprocess.Popen[str]) -> str:
    """The next line that the process wrote."""
    return process.stdout.readline().strip() if process.stdout else ""


def finish(process: subprocess.Popen[str]) -> None:
    process.wait()
    if process.stdout:
        process.stdout.close()
