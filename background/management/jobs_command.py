"""What the commands about jobs share: words or JSON as an answer, and complaints of one line."""

import json
import os
import sys
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from background.exceptions import BackgroundError, QueueUnavailable


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
            self.act(**options)
        except QueueUnavailable as error:
            raise CommandError(f"{error}; is it running, and is REDIS_URL right? bin/dev runs one for you") from error
        except BackgroundError as error:
            raise CommandError(str(error)) from error
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
