"""Mail what a template says about this context."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from background.constants import JobName
from background.engine.job import Job
from background.mail.draft import Draft
from background.mail.letters.letter import Letter, render
from background.queues.email.addressed import Addressed
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateEmail(Addressed):
    """Nothing in `context` is a secret: it is kept as it is."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)

    def letter(self) -> Letter:
        return render(self.template, self.context, locale=self.locale)

    def draft(self, mail_id: UUID, job_id: UUID | None) -> Draft:
        return replace(Addressed.draft(self, mail_id, job_id), template=self.template)


@email_queue.job(JobName.SEND_TEMPLATE_EMAIL, TemplateEmail)
def send_template_email(job: Job[TemplateEmail]) -> SentMail:
    """Mail it."""
    return EmailQueueService(mail_id=job.id).send(job.data)
