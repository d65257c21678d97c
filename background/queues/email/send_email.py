"""Mail a subject and an HTML body or a text that the caller wrote."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.html import linebreaks, strip_tags

from background.constants import JobName
from background.engine.job import Job
from background.exceptions import FieldMissing
from background.mail.draft import Draft
from background.mail.letters.letter import Letter
from background.mail.subject import one_line
from background.queues.email.addressed import Addressed
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainEmail(Addressed):
    """`body` is HTML. Of it and the `text` one may be left out; it is made from the other when the mail is sent."""

    subject: str
    body: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        Addressed.__post_init__(self)
        one_line(self.subject)
        if not (self.body or self.text):
            raise FieldMissing(f"the mail {self.subject[:80]!r} says nothing; give it a body in HTML, a text, or both")

    def letter(self) -> Letter:
        html = self.body or linebreaks(self.text, autoescape=True)
        return Letter(subject=self.subject, text=self.text or strip_tags(self.body), html=html)

    def draft(self, mail_id: UUID, job_id: UUID | None) -> Draft:
        return replace(Addressed.draft(self, mail_id, job_id), subject=self.subject)


@email_queue.job(JobName.SEND_EMAIL, PlainEmail)
def send_email(job: Job[PlainEmail]) -> SentMail:
    """Mail it as it is."""
    return EmailQueueService(mail_id=job.id).send(job.data)
