"""Hands mail to one of Django's mailers."""

from collections.abc import Iterable, Iterator
from smtplib import SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from background.constants import MailStream
from background.mail.outcome import Accepted, Deferred, HandedOver, Refused
from background.mail.outgoing import Outgoing


class Mailer:
    def __init__(self, stream: MailStream) -> None:
        self._alias = stream.value if stream.value in settings.MAILERS else "default"

    def send(self, mails: Iterable[Outgoing]) -> Iterator[tuple[Outgoing, HandedOver]]:
        for mail in mails:
            yield mail, self._send(mail)

    def _send(self, mail: Outgoing) -> HandedOver:
        try:
            _message(mail).send(using=self._alias)
        except SMTPResponseException as error:
            reply = error.smtp_error.decode(errors="replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
            if error.smtp_code < 500:
                return Deferred(provider=self._alias, code=error.smtp_code, reply=reply)
            return Refused(provider=self._alias, code=error.smtp_code, reply=reply)
        return Accepted(provider=self._alias)


def _message(mail: Outgoing) -> EmailMultiAlternatives:
    headers = {"Message-ID": f"<{mail.message_id}>", **mail.headers}
    message = EmailMultiAlternatives(subject=mail.letter.subject, body=mail.letter.text, to=[mail.to], headers=headers)
    message.attach_alternative(mail.letter.html, "text/html")
    return message
