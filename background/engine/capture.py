"""What a handler's code says to `logging` goes to the log of its job as well."""

import logging
import traceback
from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Any

from django.conf import settings

from background.engine.journal import Level

OURS = ("background.jobs", "background.worker")
"""What these say is about jobs, and would come round in a circle."""

type Write = Callable[[str, Level], None]

_write: ContextVar[Write | None] = ContextVar("write", default=None)


def install() -> None:
    """Listen as `BACKGROUND["CAPTURE_LOGS"]` says: to records of this level or a higher one, by default INFO; with None to nothing.

    Raises:
        ValueError: there is no such level.
    """
    root = logging.getLogger()
    level: Any = settings.BACKGROUND.get("CAPTURE_LOGS", "INFO")
    if level is None:
        root.removeHandler(_capture)
    else:
        _capture.setLevel(level)
        root.addHandler(_capture)


class Capture(logging.Handler):
    """One for the process. Outside of jobs it costs a look at a variable."""

    def handle(self, record: logging.LogRecord) -> bool:
        # Without the lock of the base class: what is written to has its own, and nobody waits for others here.
        write = _write.get()
        if write is None or record.name.startswith(OURS) or not self.filter(record):
            return False
        write(_text(record), level_name(record.levelno))
        return True


_capture = Capture()


def capture_for(write: Write) -> Token[Write | None]:
    """From now on, what this thread or task logs is told to `write`."""
    return _write.set(write)


def release(token: Token[Write | None]) -> None:
    """No more."""
    _write.reset(token)


def level_name(number: int) -> Level:
    """One of the five names; a level of somebody's own counts as the next lower one."""
    return next((name for least, name in _LEVELS if number >= least), "debug")


_LEVELS: tuple[tuple[int, Level], ...] = (
    (logging.CRITICAL, "critical"),
    (logging.ERROR, "error"),
    (logging.WARNING, "warning"),
    (logging.INFO, "info"),
)


def _text(record: logging.LogRecord) -> str:
    try:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            text = f"{text}\n{''.join(traceback.format_exception(record.exc_info[1])).rstrip()}"
    except Exception as error:  # a handler must not fail because of what it says
        return f"a record of {record.name} cannot be written: {type(error).__name__}"
    return text
