"""Mail a link to choose a new password."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from background.constants import JobName
from background.engine.backoff import exponential
from background.engine.job import Job
from background.engine.secret import Secret
from background.engine.subjects import Subject
from background.mail.address import one_address
from background.queues.email.declaration import email_queue
from background.queues.email.recipient import still_there
from background.queues.email.service import EmailQueueService, SentMail

LIFETIME = timedelta(hours=1)
"""As long as the link is good; whoever enqueues the job knows to the second until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetEmail:
    email: str
    customer_name: str
    reset_link: Secret[str]
    user_id: Annotated[str, Subject("user")] = ""

    def __post_init__(self) -> None:
        one_address(self.email)


@email_queue.job(
    JobName.SEND_PASSWORD_RESET_EMAIL,
    PasswordResetEmail,
    priority=10,
    max_attempts=5,
    backoff=exponential(timedelta(seconds=2)),
    expires_at=LIFETIME,
    aliases=("password-reset",),
)
def send_password_reset_email(job: Job[PasswordResetEmail]) -> SentMail:
    """Mail the link to its owner, or nothing once it is no longer good."""
    still_there(job.data.user_id)
    return EmailQueueService(mail_id=job.id, user_id=job.data.user_id).send_password_reset_email(
        email=job.data.email, customer_name=job.data.customer_name, reset_link=job.data.reset_link.reveal()
    )
