"""Mail a subject and an HTML body that the caller wrote."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.html import strip_tags

from background.constants import JobName
from background.engine.job import Job
from background.mail.draft import Draft
from background.mail.letters.letter import Letter
from background.mail.subject import one_line
from background.queues.email.addressed import Addressed
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainEmail(Addressed):
    """`body` is HTML; its text part is made from it, unless there is a `text`."""

    subject: str
    body: str
    text: str = ""

    def __post_init__(self) -> None:
        Addressed.__post_init__(self)
        one_line(self.subject)

    def letter(self) -> Letter:
        return Letter(subject=self.subject, text=self.text or strip_tags(self.body), html=self.body)

    def draft(self, mail_id: UUID, job_id: UUID | None) -> Draft:
        return replace(Addressed.draft(self, mail_id, job_id), subject=self.subject)


@email_queue.job(JobName.SEND_EMAIL, PlainEmail)
def send_email(job: Job[PlainEmail]) -> SentMail:
    """Mail it as it is."""
    return EmailQueueService(mail_id=job.id).send(job.data)
