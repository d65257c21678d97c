"""One of Django's mailers as a provider."""

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from anymail.exceptions import AnymailRecipientsRefused
from anymail.message import AnymailMessage
from django.core.mail import mailers

from background.constants import MailStream
from background.mail.outcome import Refused
from background.mail.outgoing import Outgoing
from background.mail.transport.mailers.answers import of_error, of_status, together
from background.mail.transport.mailers.gather import gathered
from background.mail.transport.mailers.merging import merging_of
from background.mail.transport.mailers.message import message, message_to_many
from background.mail.transport.provider import Answered, Said


class MailerProvider:
    """`name` is that of the service, as anymail says it in its webhooks too, or else the mailer's alias.

    A service's connection is kept by each thread; it is one of HTTP, which opens itself anew when it has gone stale. Some services take
    many mails in one request.
    """

    def __init__(self, alias: str, senders: Mapping[MailStream, str]) -> None:
        service: str | None = getattr(mailers[alias], "esp_name", None)
        self.name = service or alias
        self._alias = alias
        self._senders = senders
        self._is_kept = service is not None
        self._merging = merging_of(service)
        self._of_thread = threading.local()

    def send(self, mails: Iterable[Outgoing | None]) -> Iterator[Answered]:
        try:
            for some in gathered(mails, self._merging):
                yield from self._sent_together(some) or ((mail, self._sent(mail)) for mail in some)
        finally:
            if not self._is_kept:
                self._close()

    def _sent_together(self, mails: Sequence[Outgoing]) -> Sequence[Answered]:
        """Nothing where each has to go alone: one that the service cannot take may have spoilt it for the others."""
        if self._merging is None or len(mails) == 1:
            return ()
        written = message_to_many(mails, sender=self._senders[mails[0].stream], merging=self._merging)
        if written is None:
            return ()
        failed = self._fault(written)
        if failed is None:
            return together([(mail, of_status(self.name, written, mail.to)) for mail in mails])
        return () if isinstance(failed, Refused) else [(mail, failed) for mail in mails]

    def _sent(self, mail: Outgoing) -> Said:
        written = message(mail, sender=self._senders[mail.stream])
        return self._fault(written) or of_status(self.name, written, mail.to)

    def _fault(self, written: AnymailMessage) -> Said | None:
        """What went wrong with the whole request."""
        try:
            self._opened().send_messages([written])
        except AnymailRecipientsRefused:
            return None  # what went wrong is said of each
        except Exception as error:
            self._close()
            return of_error(self.name, error)
        return None

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
