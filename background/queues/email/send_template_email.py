"""Mail what a template says about this context."""

from dataclasses import dataclass, field
from typing import Any

from background.constants import JobName
from background.engine.job import Job
from background.mail.address import one_address
from background.queues.email.declaration import email_queue
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateEmail:
    """Nothing in `context` is a secret: it is kept as it is."""

    email: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        one_address(self.email)


@email_queue.job(JobName.SEND_TEMPLATE_EMAIL, TemplateEmail)
def send_template_email(job: Job[TemplateEmail]) -> SentMail:
    """Mail it."""
    mail = job.data
    return EmailQueueService(mail_id=job.id).send_template_email(email=mail.email, template=mail.template, context=mail.context)
