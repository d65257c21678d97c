"""The typed doors of the email queue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from background.constants import RecipientFault
from background.engine.handle import Handle
from background.engine.secret import Secret
from background.mail import messages
from background.mail.again import why_not_again
from background.mail.bulk.recipient import Recipient
from background.mail.draft import Draft
from background.mail.exceptions import NotResendable
from background.models import MailMessage
from background.queues.email import bulk
from background.queues.email.bulk import BulkAccepted
from background.queues.email.resend_email import resend_email
from background.queues.email.send_already_registered_email import send_already_registered_email
from background.queues.email.send_email import send_email
from background.queues.email.send_otp_email import send_otp_email
from background.queues.email.send_password_changed_email import send_password_changed_email
from background.queues.email.send_password_reset_email import send_password_reset_email
from background.queues.email.send_template_email import send_template_email
from background.queues.email.send_welcome_email import send_welcome_email
from background.queues.email.service import SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailQueue:
    """One method for each kind of mail. `owner` is the id of the person who may see the jobs, `user_id` that of the person to whom the
    mail is written: when they are gone by the time it would be sent, it is not.

    A mail is in the ledger of mail from the moment it is asked for, under the id of its job.

    Every method raises PayloadInvalid for a bad address, and QueueUnavailable when Redis does not answer and there is no ledger.
    """

    owner: object = ""

    @transaction.atomic
    def add_otp_email_job(self, *, email: str, customer_name: str, otp: str, user_id: object = "") -> Handle[SentMail]:
        job = send_otp_email.using(owner=str(self.owner))
        handle = job.enqueue(email=email, customer_name=customer_name, otp=Secret(otp), user_id=str(user_id))
        return _accepted(handle, email, template="otp", user_id=user_id, is_secret=True)

    @transaction.atomic
    def add_welcome_email_job(
        self, *, email: str, customer_name: str, verification_link: str = "", user_id: object = ""
    ) -> Handle[SentMail]:
        job = send_welcome_email.using(owner=str(self.owner))
        link = Secret(verification_link)
        handle = job.enqueue(email=email, customer_name=customer_name, verification_link=link, user_id=str(user_id))
        return _accepted(handle, email, template="welcome", user_id=user_id, is_secret=bool(verification_link))

    @transaction.atomic
    def add_already_registered_email_job(self, *, email: str, customer_name: str, user_id: object = "") -> Handle[SentMail]:
        job = send_already_registered_email.using(owner=str(self.owner))
        handle = job.enqueue(email=email, customer_name=customer_name, user_id=str(user_id))
        return _accepted(handle, email, template="already_registered", user_id=user_id)

    @transaction.atomic
    def add_password_reset_email_job(
        self, *, email: str, customer_name: str, reset_link: str, expires_at: datetime, user_id: object = ""
    ) -> Handle[SentMail]:
        job = send_password_reset_email.using(owner=str(self.owner), expires_at=expires_at)
        handle = job.enqueue(email=email, customer_name=customer_name, reset_link=Secret(reset_link), user_id=str(user_id))
        return _accepted(handle, email, template="password_reset", user_id=user_id, is_secret=True)

    @transaction.atomic
    def add_password_changed_email_job(self, *, email: str, customer_name: str, user_id: object = "") -> Handle[SentMail]:
        job = send_password_changed_email.using(owner=str(self.owner))
        handle = job.enqueue(email=email, customer_name=customer_name, user_id=str(user_id))
        return _accepted(handle, email, template="password_changed", user_id=user_id)

    @transaction.atomic
    def add_email_job(self, *, email: str, subject: str, body: str, text: str = "") -> Handle[SentMail]:
        handle = send_email.using(owner=str(self.owner)).enqueue(email=email, subject=subject, body=body, text=text)
        return _accepted(handle, email, subject=subject)

    @transaction.atomic
    def add_template_email_job(self, *, email: str, template: str, context: Mapping[str, object]) -> Handle[SentMail]:
        """Whatever the template says; what is in the context is kept in the clear."""
        handle = send_template_email.using(owner=str(self.owner)).enqueue(email=email, template=template, context=dict(context))
        return _accepted(handle, email, template=template)

    @transaction.atomic
    def add_resend_email_job(self, mail: MailMessage) -> Handle[SentMail]:
        """The same letter again, as a mail of its own.

        Raises:
            NotResendable: it cannot be, or nothing may be mailed to its recipient.
        """
        if why_not := why_not_again(mail):
            raise NotResendable(f"this mail cannot be sent again: {why_not}")
        handle = resend_email.using(owner=str(self.owner)).enqueue(mail_id=str(mail.id), user_id=mail.user_id)
        return _accepted(handle, mail.recipient, template=mail.template, subject=mail.subject, user_id=mail.user_id)

    @transaction.atomic
    def add_bulk_email_jobs(
        self, *, template: str, recipients: Iterable[Recipient | RecipientFault], run_after: datetime | timedelta | None = None
    ) -> BulkAccepted:
        """The same template to at most 10,000. A bad recipient does not stop the others: the answer says which it was, and why. One whom
        the caller could not even read is given as what is wrong with them."""
        return bulk.accept(template, recipients, owner=str(self.owner), run_after=run_after)


def _accepted(
    handle: Handle[SentMail],
    email: str,
    *,
    template: str = "",
    subject: str = "",
    user_id: object = "",
    is_secret: bool = False,
) -> Handle[SentMail]:
    job_id, whom = UUID(handle.id), str(user_id)
    messages.accept(Draft(id=job_id, job_id=job_id, recipient=email, template=template, subject=subject, user_id=whom, is_secret=is_secret))
    return handle
