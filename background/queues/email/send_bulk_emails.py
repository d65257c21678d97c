"""Mail a part of a mailing: the same template to many."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from background.constants import JobName
from background.engine.backoff import exponential
from background.engine.job import Job
from background.mail.letters.letter import render
from background.queues.email.declaration import email_queue
from background.queues.email.sending import AT_ONCE, BulkSent, send_chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEmails:
    """`mail_ids` are those of the ledger of mail, where the rest is. `locale` is "" for the project's."""

    template: str
    mail_ids: tuple[str, ...]
    locale: str = ""


@email_queue.job(
    JobName.SEND_BULK_EMAILS,
    BulkEmails,
    priority=2,
    max_attempts=3,
    backoff=exponential(timedelta(minutes=1), cap=timedelta(minutes=30)),
    retry_for=None,  # a rate may take weeks over a long list
    timeout=timedelta(minutes=30),
    concurrency=AT_ONCE,
    over_http=False,
)
def send_bulk_emails(job: Job[BulkEmails]) -> BulkSent:
    """Hand over what is left of its mails. One that is put off does not hold up the others; it is tried again with the job."""
    return send_chunk(job, job.data.mail_ids, write=partial(render, job.data.template, locale=job.data.locale))
