"""Greet somebody who has just registered."""

from dataclasses import dataclass
from typing import Annotated

from background.constants import JobName
from background.engine.job import Job
from background.engine.secret import Secret
from background.engine.subjects import Subject
from background.mail.address import one_address
from background.queues.email.declaration import email_queue
from background.queues.email.recipient import still_there
from background.queues.email.service import EmailQueueService, SentMail

NO_LINK = Secret("")


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeEmail:
    email: str
    customer_name: str
    verification_link: Secret[str] = NO_LINK
    user_id: Annotated[str, Subject("user")] = ""

    def __post_init__(self) -> None:
        one_address(self.email)


@email_queue.job(JobName.SEND_WELCOME_EMAIL, WelcomeEmail, priority=1)
def send_welcome_email(job: Job[WelcomeEmail]) -> SentMail:
    """Mail the welcome, with the link that verifies the address if there is one."""
    still_there(job.data.user_id)
    return EmailQueueService(mail_id=job.id, user_id=job.data.user_id).send_welcome_email(
        email=job.data.email, customer_name=job.data.customer_name, verification_link=job.data.verification_link.reveal()
    )
