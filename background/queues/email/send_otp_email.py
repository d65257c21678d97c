"""Mail a one-time password."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from background.constants import JobName
from background.engine.job import Job
from background.engine.secret import Secret
from background.queues.email.addressed import Addressed
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class OtpEmail(Addressed):
    """`otp` is text, because leading zeros live; `minutes` is for how long it is good."""

    TEMPLATE: ClassVar[str] = "otp"

    customer_name: str
    otp: Secret[str]
    minutes: int = 10


@email_queue.job(JobName.SEND_OTP_EMAIL, OtpEmail, priority=50, timeout=timedelta(seconds=20), expires_at=timedelta(minutes=10))
def send_otp_email(job: Job[OtpEmail]) -> SentMail:
    """Mail the code to its owner, ahead of everything that can wait, or not at all when it is not good any more."""
    return EmailQueueService(mail_id=job.id).send(job.data)
