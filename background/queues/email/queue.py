"""The typed doors of the email queue."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Unpack

from django.db import transaction

from background.constants import RecipientFault
from background.engine.handle import Handle
from background.engine.option_args import OptionArgs
from background.mail.again import why_not_again
from background.mail.bulk.recipient import Recipient
from background.mail.exceptions import NotResendable
from background.models import MailMessage
from background.queues.email import bulk
from background.queues.email.bulk import BulkAccepted
from background.queues.email.door import Door
from background.queues.email.resend_email import resend_email
from background.queues.email.send_already_registered_email import send_already_registered_email
from background.queues.email.send_daily_report import send_daily_report
from background.queues.email.send_email import send_email
from background.queues.email.send_otp_email import send_otp_email
from background.queues.email.send_password_changed_email import send_password_changed_email
from background.queues.email.send_password_reset_email import send_password_reset_email
from background.queues.email.send_regular_email import send_regular_email
from background.queues.email.send_reminder_email import send_reminder_email
from background.queues.email.send_urgent_email import send_urgent_email
from background.queues.email.send_welcome_email import send_welcome_email
from background.queues.email.service import SentMail


@dataclass(frozen=True, kw_only=True)
class EmailQueue:
    """One method for each kind of mail, which takes the fields of its payload. `owner` is the id of the person who may see the jobs.

    A mail is in the ledger of mail from the moment it is asked for, under the id of its job.
    """

    owner: object = ""
    chosen: OptionArgs = field(default_factory=OptionArgs)

    add_email_job = Door(send_email)
    add_otp_email_job = Door(send_otp_email)
    add_welcome_email_job = Door(send_welcome_email)
    add_already_registered_email_job = Door(send_already_registered_email)
    add_password_reset_email_job = Door(send_password_reset_email)
    add_password_changed_email_job = Door(send_password_changed_email)
    add_urgent_email_job = Door(send_urgent_email)
    add_regular_email_job = Door(send_regular_email)
    add_reminder_email_job = Door(send_reminder_email)
    add_daily_report_job = Door(send_daily_report)
    _resend = Door(resend_email)

    @property
    def options(self) -> OptionArgs:
        return {"owner": str(self.owner), **self.chosen}

    def using(self, **options: Unpack[OptionArgs]) -> "EmailQueue":
        """The same doors with other options for what goes through them, as in `using(run_after=tomorrow, priority=10)`."""
        return replace(self, chosen={**self.chosen, **options})

    def add_resend_email_job(self, mail: MailMessage) -> Handle[SentMail]:
        """The same letter again, as a mail of its own.

        Raises:
            NotResendable: it cannot be, or nothing may be mailed to its recipient.
        """
        if why_not := why_not_again(mail):
            raise NotResendable(f"this mail cannot be sent again: {why_not}")
        return self._resend(mail_id=str(mail.id), user_id=mail.user_id)

    @transaction.atomic
    def add_bulk_email_jobs(
        self, *, template: str, recipients: Iterable[Recipient | RecipientFault], run_after: datetime | timedelta | None = None
    ) -> BulkAccepted:
        """The same template to at most 10,000. A bad recipient does not stop the others: the answer says which it was, and why. One whom
        the caller could not even read is given as what is wrong with them."""
        return bulk.accept(template, recipients, owner=str(self.owner), run_after=run_after)
