"""One of Django's mailers as a provider."""

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from django.core.mail import mailers

from background.constants import MailStream
from background.mail.outgoing import Outgoing
from background.mail.transport.mailers.answers import of_error, of_status
from background.mail.transport.mailers.message import message
from background.mail.transport.provider import Answered, Said


class MailerProvider:
    """`name` is that of the service, as anymail says it in its webhooks too, or else the mailer's alias.

    A service's connection is kept by each thread; it is one of HTTP, which opens itself anew when it has gone stale.
    """

    def __init__(self, alias: str, senders: Mapping[MailStream, str]) -> None:
        service: str | None = getattr(mailers[alias], "esp_name", None)
        self.name = service or alias
        self._alias = alias
        self._senders = senders
        self._is_kept = service is not None
        self._of_thread = threading.local()

    def send(self, mails: Iterable[Outgoing | None]) -> Iterator[Answered]:
        try:
            for mail in mails:
                if mail:
                    yield mail, self._sent(mail)
        finally:
            if not self._is_kept:
                self._close()

    def _sent(self, mail: Outgoing) -> Said:
        written = message(mail, sender=self._senders[mail.stream])
        try:
            self._opened().send_messages([written])
        except Exception as error:
            self._close()
            return of_error(self.name, written, error)
        return of_status(self.name, written)

    def _opened(self) -> Any:
        if getattr(self._of_thread, "backend", None) is None:
            self._of_thread.backend = mailers[self._alias]
            self._of_thread.backend.open()
        return self._of_thread.backend

    def _close(self) -> None:
        backend, self._of_thread.backend = getattr(self._of_thread, "backend", None), None
        if backend is not None:
            with suppress(Exception):  # it may be closed because it is broken
                backend.close()
