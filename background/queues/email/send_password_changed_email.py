"""Tell the owner of an account that its password is another one now."""

from dataclasses import dataclass
from typing import Annotated

from background.constants import JobName
from background.engine.job import Job
from background.engine.subjects import Subject
from background.mail.address import one_address
from background.queues.email.declaration import email_queue
from background.queues.email.recipient import still_there
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChangedEmail:
    email: str
    customer_name: str
    user_id: Annotated[str, Subject("user")] = ""

    def __post_init__(self) -> None:
        one_address(self.email)


@email_queue.job(JobName.SEND_PASSWORD_CHANGED_EMAIL, PasswordChangedEmail, priority=10)
def send_password_changed_email(job: Job[PasswordChangedEmail]) -> SentMail:
    """Mail the owner: if it was not them, they must hear of it soon."""
    still_there(job.data.user_id)
    return EmailQueueService(mail_id=job.id, user_id=job.data.user_id).send_password_changed_email(
        email=job.data.email, customer_name=job.data.customer_name
    )
