"""Mail once more what was mailed before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from background.constants import JobName
from background.engine.job import Job
from background.engine.subjects import Subject
from background.exceptions import TargetGone
from background.mail.deliver import deliver
from background.mail.draft import Draft
from background.mail.kept import letter_of
from background.mail.people import still_there
from background.models import MailMessage
from background.queues.email.declaration import email_queue
from background.queues.email.service import SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class ResentEmail:
    """`mail_id` is that of the earlier mail."""

    mail_id: str
    user_id: Annotated[str, Subject("user")] = ""

    def drafts(self, job_id: UUID) -> Sequence[Draft]:
        """A mail as the earlier one."""
        return [_draft(MailMessage.objects.get(pk=UUID(self.mail_id)), job_id)]


@email_queue.job(JobName.RESEND_EMAIL, ResentEmail, over_http=False)
def resend_email(job: Job[ResentEmail]) -> SentMail:
    """Mail the same letter under a `Message-ID` of its own."""
    still_there(job.data.user_id)
    mail = MailMessage.objects.get(pk=UUID(job.data.mail_id))
    kept = letter_of(mail)
    if kept is None:
        raise TargetGone(f"nothing is kept of what mail {mail.pk} said")
    return deliver(_draft(mail, UUID(job.id)), kept.letter)


def _draft(mail: MailMessage, job_id: UUID) -> Draft:
    return Draft(id=job_id, job_id=job_id, recipient=mail.mailed_to, template=mail.template, subject=mail.subject, user_id=mail.user_id)
