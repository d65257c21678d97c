"""Tell the owner of an account that somebody tried to register it again."""

from dataclasses import dataclass
from typing import Annotated

from background.constants import JobName
from background.engine.job import Job
from background.engine.subjects import Subject
from background.mail.address import one_address
from background.queues.email.declaration import email_queue
from background.queues.email.recipient import still_there
from background.queues.email.service import EmailQueueService, SentMail


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyRegisteredEmail:
    email: str
    customer_name: str
    user_id: Annotated[str, Subject("user")] = ""

    def __post_init__(self) -> None:
        one_address(self.email)


@email_queue.job(JobName.SEND_ALREADY_REGISTERED_EMAIL, AlreadyRegisteredEmail)
def send_already_registered_email(job: Job[AlreadyRegisteredEmail]) -> SentMail:
    """Mail the owner; the person who tried learns nothing."""
    still_there(job.data.user_id)
    return EmailQueueService(mail_id=job.id, user_id=job.data.user_id).send_already_registered_email(
        email=job.data.email, customer_name=job.data.customer_name
    )
