"""Note that a newsletter is sent, when all its jobs have ended."""

from dataclasses import dataclass
from uuid import UUID

from background.constants import JobName
from background.engine.job import Job
from background.ledger.groups.batch import Batch
from background.mail.newsletters import life
from background.queues.email.declaration import email_queue


@dataclass(frozen=True, slots=True)
class NewsletterEnd:
    """The newsletter is that of the batch whose end this follows."""


@email_queue.job(JobName.FINISH_NEWSLETTER, NewsletterEnd, over_http=False)
def finish_newsletter(job: Job[NewsletterEnd]) -> bool:
    """Nothing of it is left to send."""
    return life.finish(UUID(Batch.of(job).id))
