"""Remind somebody of something, a day from now unless another time is given."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from background.constants import JobName
from background.engine.job import Job
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail
from background.queues.email.written import Written

DELAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderEmail(Written):
    """`due_at` is when that happens of which it reminds."""

    TEMPLATE: ClassVar[str] = "reminder"

    due_at: datetime | None = None


@email_queue.job(JobName.SEND_REMINDER_EMAIL, ReminderEmail, run_after=DELAY)
def send_reminder_email(job: Job[ReminderEmail]) -> SentMail:
    """Mail it when its time has come; until then it can be moved and called off."""
    return EmailQueueService(mail_id=job.id).send(job.data)
