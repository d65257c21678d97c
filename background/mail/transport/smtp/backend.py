"""Our SMTP as a Django mailer, so that `django.core.mail` uses the same connections."""

import email.policy
import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, InvalidMailer
from django.core.mail.backends.base import BaseEmailBackend

from background.mail.transport.mime.addresses import address_of, on_the_wire
from background.mail.transport.mime.headers import header
from background.mail.transport.smtp.courier import Courier
from background.mail.transport.smtp.envelope import Envelope
from background.mail.transport.smtp.faults import fault_of
from background.mail.transport.smtp.server import Server, Tls

_LINE_BREAK = re.compile(rb"\r\n|\r|\n")


class EmailBackend(BaseEmailBackend):
    """For `settings.MAILERS`. It takes the options of Django's SMTP backend, but for its client certificates, and raises what that raises.

    `timeout` is how many seconds each answer may take, `idle` after how many seconds a connection is not used again.
    """

    def __init__(
        self,
        *,
        host: str = "",
        port: int | None = None,
        username: str = "",
        password: str = "",
        use_tls: bool = False,
        use_ssl: bool = False,
        timeout: float = 15.0,
        idle: float = 30.0,
        alias: str | None = None,
        **unknown: Any,
    ) -> None:
        super().__init__(alias=alias, **unknown)
        if not host:
            raise InvalidMailer("OPTIONS must define 'host'.", alias=alias)
        if use_tls and use_ssl:
            raise InvalidMailer("The 'use_ssl' and 'use_tls' OPTIONS are incompatible; set at most one of them.", alias=alias)
        tls = Tls.IMPLICIT if use_ssl else Tls.STARTTLS if use_tls else Tls.NONE
        port = port or {Tls.IMPLICIT: 465, Tls.STARTTLS: 587, Tls.NONE: 25}[tls]
        self.server = Server(host=host, port=port, tls=tls, username=username or "", password=password or "", timeout=timeout, idle=idle)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many were taken. With several recipients a message counts when one of them is, as it does in Django."""
        envelopes = [_envelope(message) for message in email_messages if message.recipients()]
        for envelope, answer in Courier(self.server, envelopes).answers():
            if fault := fault_of(envelope, answer):
                raise fault
        return len(envelopes)


def _envelope(message: EmailMessage) -> Envelope[EmailMessage]:
    written_to = tuple(on_the_wire(address_of(recipient)) for recipient in message.recipients())
    recipients = (settings.MAIL_OVERRIDE_TO,) if settings.MAIL_OVERRIDE_TO else written_to
    sender = on_the_wire(address_of(message.from_email))
    is_ascii = all(address.isascii() for address in (sender, *recipients))  # or a header has its address spelled as no server knows it
    policy = email.policy.SMTP if is_ascii else email.policy.SMTPUTF8
    data = _LINE_BREAK.sub(b"\r\n", message.message(policy=policy).as_bytes())
    if settings.MAIL_OVERRIDE_TO:
        data = header("X-Original-To", ", ".join(written_to)).encode() + b"\r\n" + data
    return Envelope(of=message, sender=sender, recipients=recipients, data=data)
