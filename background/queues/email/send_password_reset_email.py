"""Mail a link to choose a new password."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from background.constants import JobName
from background.engine.backoff import exponential
from background.engine.job import Job
from background.engine.secret import Secret
from background.mail.letters.links import check_secret_link
from background.queues.email.addressed import Addressed
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail

LIFETIME = timedelta(hours=1)
"""As long as the link is good; whoever enqueues the job knows to the second until when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordResetEmail(Addressed):
    TEMPLATE: ClassVar[str] = "password_reset"

    customer_name: str
    reset_link: Secret[str]

    def __post_init__(self) -> None:
        Addressed.__post_init__(self)
        check_secret_link(self.reset_link)


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
    return EmailQueueService(mail_id=job.id).send(job.data)
