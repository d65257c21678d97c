"""Mail once more what was mailed before."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from background.constants import JobName
from background.engine.job import Job
from background.engine.subjects import Subject
from background.exceptions import TargetGone
from background.mail.kept import letter_of
from background.models import MailMessage
from background.queues.email.declaration import email_queue
from background.queues.email.recipient import still_there
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class ResentEmail:
    """`mail_id` is that of the earlier mail."""

    mail_id: str
    user_id: Annotated[str, Subject("user")] = ""


@email_queue.job(JobName.RESEND_EMAIL, ResentEmail)
def resend_email(job: Job[ResentEmail]) -> SentMail:
    """Mail the same letter under a `Message-ID` of its own."""
    still_there(job.data.user_id)
    mail = MailMessage.objects.get(pk=UUID(job.data.mail_id))
    kept = letter_of(mail)
    if kept is None:
        raise TargetGone(f"nothing is kept of what mail {mail.pk} said")
    service = EmailQueueService(mail_id=job.id, user_id=job.data.user_id)
    return service.send_letter(email=mail.recipient, letter=kept.letter, template=mail.template)
