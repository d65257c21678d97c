"""Commands of this project as processes of their own, with the database and the Redis of the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 90
"""Longer than a busy machine takes for anything that a test waits for; who waits for nothing fails that much later."""
TEST_JOBS = {"DJANGO_SETTINGS_MODULE": "tests.settings_with_test_jobs"}
"""What a child is told that is to know the jobs of the tests."""


def environment(**changes: str) -> dict[str, str]:
    """What a child must be told to meet the same servers as this test."""
    database: dict[str, Any] = settings.DATABASES["default"]
    url: str = (
        f"sqlite:///{database['NAME']}"
        if "sqlite" in database["ENGINE"]
        else os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database['NAME']}"
    )
    return {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "DJANGO_SETTINGS_MODULE": "config.settings.base",
        "DATABASE_URL": url,
        "REDIS_URL": str(settings.RQ_QUEUES["default"]["URL"]),
        "MAIL_URL": "file:",
        "MAIL_DIR": str(settings.DATA_DIR / "mail"),
        "PYTHONPATH": str(ROOT),
        **changes,
    }


def manage(*words: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    command = [sys.executable, "manage.py", *words]
    told = environment(**changes)
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)


def die_at(function: str, queue: str, **changes: str) -> int:
    """Run a worker that is killed when it would call this function; answers its exit code."""
    command = [sys.executable, "-m", "tests.dying_worker", function, queue]
    return subprocess.run(command, cwd=ROOT, env=environment(**changes), timeout=60, check=False).returncode


@contextmanager
def running(*words: str, **changes: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command beside the test; it is killed at the end of the block. What it says is shown if the test fails."""
    command = [sys.executable, "manage.py", *words]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(**changes), stdout=sys.__stderr__, stderr=subprocess.STDOUT, text=True, process_group=0
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def stop(process: subprocess.Popen[str]) -> int:
    """Ask it to stop; answers its exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.wait(PATIENCE_SECONDS)


def until(condition: Callable[[], object]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not become so in time"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """One that has ended and was not yet collected by its parent is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
