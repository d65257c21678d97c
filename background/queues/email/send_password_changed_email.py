"""Tell the owner of an account that its password is another one now."""

from dataclasses import dataclass
from typing import ClassVar

from background.constants import JobName
from background.engine.job import Job
from background.queues.email.addressed import Addressed
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChangedEmail(Addressed):
    TEMPLATE: ClassVar[str] = "password_changed"

    customer_name: str


@email_queue.job(JobName.SEND_PASSWORD_CHANGED_EMAIL, PasswordChangedEmail, priority=10)
def send_password_changed_email(job: Job[PasswordChangedEmail]) -> SentMail:
    """Mail the owner: if it was not them, they must hear of it soon."""
    return EmailQueueService(mail_id=job.id).send(job.data)
