"""Keeps the secrets of a job out of what its process logs while it runs."""

import logging
from contextvars import ContextVar, Token

from background.engine.job import Job
from background.engine.redaction import redacted

_at_work: ContextVar[Job[object] | None] = ContextVar("at_work", default=None)


def hush() -> None:
    """Let the handlers of the root logger say nothing of the secrets of the job that speaks."""
    for handler in logging.getLogger().handlers:
        if not isinstance(handler.formatter, Hushed):
            handler.setFormatter(Hushed(handler.formatter or logging.Formatter()))


class Hushed(logging.Formatter):
    """Another formatter's text, traceback included, with asterisks in the place of every secret."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self._formatter = formatter

    def format(self, record: logging.LogRecord) -> str:
        text, job = self._formatter.format(record), _at_work.get()
        return redacted(text, job.secrets) if job else text


def speaks(job: Job[object]) -> Token[Job[object] | None]:
    """From now on, what this thread or task logs is said by this job."""
    return _at_work.set(job)


def falls_silent(token: Token[Job[object] | None]) -> None:
    """No more."""
    _at_work.reset(token)
