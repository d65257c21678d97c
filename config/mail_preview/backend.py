"""Delivers mail into a folder, one `.eml` file a message."""

import secrets
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """For `settings.MAILERS`, with the option `directory`. A reader never meets half a message.

    Each takes so many `seconds`: a real server takes some, too, and who tries things out sees what waits and what does not.
    """

    def __init__(self, *, directory: str | Path, seconds: float = 0.0, alias: str | None = None) -> None:
        super().__init__(alias=alias)
        self.directory = Path(directory)
        self.seconds = seconds

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        # Mail holds codes and links that log people in.
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            time.sleep(self.seconds)
            self._deliver(message.message().as_bytes())
        return len(email_messages)

    def _deliver(self, content: bytes) -> None:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
        unfinished = self.directory / f"{name}.part"
        unfinished.write_bytes(content)
        unfinished.replace(self.directory / f"{name}.eml")
