"""Writes the mails of the email queue and hands them to the mailer. It needs no queue to be used or tested."""

from email.utils import parseaddr
from typing import TypedDict

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.html import strip_tags

from background.queues.email.letter import Letter, render


class SentMail(TypedDict):
    """What a mail job returns."""

    sent: bool
    recipient: str


class EmailQueueService:
    """One method for each kind of mail.

    Args:
        message_id: what makes the `Message-ID`; the same for every attempt at one mail, so that a mailbox folds repetitions.
    """

    def __init__(self, *, message_id: str) -> None:
        self.message_id = message_id

    def send_otp_email(self, *, email: str, customer_name: str, otp: str) -> SentMail:
        return self._send(email, render("otp", {"customer_name": customer_name, "otp": otp, "minutes": 10}))

    def send_welcome_email(self, *, email: str, customer_name: str) -> SentMail:
        return self._send(email, render("welcome", {"customer_name": customer_name}))

    def send_already_registered_email(self, *, email: str, customer_name: str) -> SentMail:
        return self._send(email, render("already_registered", {"customer_name": customer_name}))

    def send_email(self, *, email: str, subject: str, body: str) -> SentMail:
        return self._send(email, Letter(subject=subject, text=strip_tags(body), html=body))

    def _send(self, email: str, letter: Letter) -> SentMail:
        message = EmailMultiAlternatives(
            subject=letter.subject, body=letter.text, to=[email], headers={"Message-ID": f"<{self.message_id}@{_domain()}>"}
        )
        message.attach_alternative(letter.html, "text/html")
        message.send()
        return SentMail(sent=True, recipient=email)


def _domain() -> str:
    """Our own domain, as RFC 5322, 3.6.4 recommends for the right side of a message id."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
