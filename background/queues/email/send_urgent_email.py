"""Mail something that somebody should read at once."""

from dataclasses import dataclass
from typing import ClassVar

from background.constants import JobName
from background.engine.job import Job
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail
from background.queues.email.written import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentEmail(Written):
    TEMPLATE: ClassVar[str] = "urgent"


@email_queue.job(JobName.SEND_URGENT_EMAIL, UrgentEmail, priority=10)
def send_urgent_email(job: Job[UrgentEmail]) -> SentMail:
    """Mail it ahead of regular mail. When everything is urgent, nothing is."""
    return EmailQueueService(mail_id=job.id).send(job.data)
