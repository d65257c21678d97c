"""What the commands about jobs share: words or JSON as an answer, and complaints of one line."""

import json
import os
import sys
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from background.management.complaining import complaining_in_one_line


class JobsCommand(BaseCommand):
    """A subclass says what to do in `act`."""

    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def act(self, **options: Any) -> None:
        """Do it.

        Raises:
            CommandError: it cannot be done, in one line.
        """
        raise NotImplementedError

    def handle(self, *args: str, **options: Any) -> None:
        try:
            with complaining_in_one_line():
                self.act(**options)
        except KeyboardInterrupt:
            sys.exit(130)
        except BrokenPipeError:
            # Whoever read the answer has read enough; Python would complain once more when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def answer(self, words: str, value: object, *, as_json: bool) -> None:
        """Say it to a person, or to a program."""
        self.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) if as_json else words)
        self.stdout.flush()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
