"""Mail something that somebody should read in their own time."""

from dataclasses import dataclass
from typing import ClassVar

from background.constants import JobName
from background.engine.job import Job
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail
from background.queues.email.written import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class RegularEmail(Written):
    TEMPLATE: ClassVar[str] = "regular"


@email_queue.job(JobName.SEND_REGULAR_EMAIL, RegularEmail, priority=1)
def send_regular_email(job: Job[RegularEmail]) -> SentMail:
    """Mail it when its turn comes."""
    return EmailQueueService(mail_id=job.id).send(job.data)
