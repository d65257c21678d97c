"""Greet somebody who has just registered."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.utils import timezone

from background.constants import JobName
from background.engine.job import Job
from background.engine.secret import Secret
from background.mail.letters.links import check_secret_link
from background.queues.email.addressed import Addressed
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail

NO_LINK = Secret("")


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeEmail(Addressed):
    """`verification_link` shows that the address is theirs; without it a code does, in a mail of its own. `timestamp` is when they came."""

    TEMPLATE: ClassVar[str] = "welcome"

    customer_name: str
    verification_link: Secret[str] = NO_LINK
    timestamp: datetime = field(default_factory=timezone.now, compare=False)

    def __post_init__(self) -> None:
        Addressed.__post_init__(self)
        check_secret_link(self.verification_link)


@email_queue.job(JobName.SEND_WELCOME_EMAIL, WelcomeEmail, max_attempts=5)
def send_welcome_email(job: Job[WelcomeEmail]) -> SentMail:
    """Mail the welcome."""
    return EmailQueueService(mail_id=job.id).send(job.data)
