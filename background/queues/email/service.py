"""Writes the mails of the email queue and hands them over. It needs no queue to be used or tested."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.html import strip_tags

from background.engine.envelope import new_ids
from background.mail.deliver import SentMail, deliver
from background.mail.draft import Draft
from background.mail.letters.letter import Letter, render

__all__ = ["EmailQueueService", "SentMail"]


class EmailQueueService:
    """One method for each kind of mail.

    Args:
        mail_id: the id of its job; the same for every attempt at one mail, so that it is sent once. Without it this is a mail of its own.
        user_id: the id of the person to whom it is written.
    """

    def __init__(self, *, mail_id: str = "", user_id: str = "") -> None:
        self.job_id = UUID(mail_id) if mail_id else None
        self.mail_id = self.job_id or UUID(new_ids(1)[0])
        self.user_id = user_id

    def send_otp_email(self, *, email: str, customer_name: str, otp: str) -> SentMail:
        return self._send(email, "otp", {"customer_name": customer_name, "otp": otp, "minutes": 10}, is_secret=True)

    def send_welcome_email(self, *, email: str, customer_name: str, verification_link: str = "") -> SentMail:
        context: dict[str, object] = {"customer_name": customer_name, "verification_link": verification_link}
        return self._send(email, "welcome", context, is_secret=bool(verification_link))

    def send_already_registered_email(self, *, email: str, customer_name: str) -> SentMail:
        return self._send(email, "already_registered", {"customer_name": customer_name})

    def send_password_reset_email(self, *, email: str, customer_name: str, reset_link: str) -> SentMail:
        return self._send(email, "password_reset", {"customer_name": customer_name, "reset_link": reset_link}, is_secret=True)

    def send_password_changed_email(self, *, email: str, customer_name: str) -> SentMail:
        return self._send(email, "password_changed", {"customer_name": customer_name})

    def send_email(self, *, email: str, subject: str, body: str, text: str = "") -> SentMail:
        return self.send_letter(email=email, letter=Letter(subject=subject, text=text or strip_tags(body), html=body))

    def send_template_email(self, *, email: str, template: str, context: Mapping[str, object]) -> SentMail:
        return self._send(email, template, context)

    def send_letter(self, *, email: str, letter: Letter, template: str = "") -> SentMail:
        """One that is written already."""
        return deliver(self._draft(email, template), letter)

    def _send(self, email: str, template: str, context: Mapping[str, object], *, is_secret: bool = False) -> SentMail:
        return deliver(self._draft(email, template, is_secret=is_secret), render(template, context))

    def _draft(self, email: str, template: str = "", *, is_secret: bool = False) -> Draft:
        return Draft(id=self.mail_id, job_id=self.job_id, recipient=email, template=template, is_secret=is_secret, user_id=self.user_id)
