"""Mail a one-time password."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from background.constants import JobName
from background.engine.job import Job
from background.engine.secret import Secret
from background.engine.subjects import Subject
from background.mail.address import one_address
from background.queues.email.declaration import email_queue
from background.queues.email.recipient import still_there
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class OtpEmail:
    """`otp` is text, because leading zeros live."""

    email: str
    customer_name: str
    otp: Secret[str]
    user_id: Annotated[str, Subject("user")] = ""

    def __post_init__(self) -> None:
        one_address(self.email)


@email_queue.job(JobName.SEND_OTP_EMAIL, OtpEmail, priority=50, timeout=timedelta(seconds=20))
def send_otp_email(job: Job[OtpEmail]) -> SentMail:
    """Mail the code to its owner, ahead of everything that can wait."""
    still_there(job.data.user_id)
    return EmailQueueService(mail_id=job.id, user_id=job.data.user_id).send_otp_email(
        email=job.data.email, customer_name=job.data.customer_name, otp=job.data.otp.reveal()
    )
