"""Mail a subject and an HTML body that the caller wrote."""

from dataclasses import dataclass

from background.constants import JobName
from background.engine.job import Job
from background.exceptions import PayloadInvalid
from background.mail.address import one_address
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainEmail:
    """`body` is HTML; its text part is made from it, unless there is a `text`."""

    email: str
    subject: str
    body: str
    text: str = ""

    def __post_init__(self) -> None:
        one_address(self.email)
        if not self.subject.strip() or not self.subject.isprintable():
            raise PayloadInvalid(f"the subject {self.subject[:80]!r} is empty or holds a line break or another control character")


@email_queue.job(JobName.SEND_EMAIL, PlainEmail)
def send_email(job: Job[PlainEmail]) -> SentMail:
    """Mail it as it is."""
    mail = job.data
    return EmailQueueService(mail_id=job.id).send_email(email=mail.email, subject=mail.subject, body=mail.body, text=mail.text)
