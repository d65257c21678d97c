"""Tell the owner of an account that somebody tried to register it again."""

from dataclasses import dataclass
from typing import ClassVar

from background.constants import JobName
from background.engine.job import Job
from background.queues.email.addressed import Addressed
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyRegisteredEmail(Addressed):
    TEMPLATE: ClassVar[str] = "already_registered"

    customer_name: str


@email_queue.job(JobName.SEND_ALREADY_REGISTERED_EMAIL, AlreadyRegisteredEmail)
def send_already_registered_email(job: Job[AlreadyRegisteredEmail]) -> SentMail:
    """Mail the owner; the person who tried learns nothing."""
    return EmailQueueService(mail_id=job.id).send(job.data)
