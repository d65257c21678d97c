"""Mail a part of a newsletter."""

import time
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from background.constants import JobName, NewsletterState
from background.engine.backoff import exponential
from background.engine.job import Job
from background.mail.newsletters import life
from background.mail.newsletters.write import writer
from background.queues.email.declaration import email_queue
from background.queues.email.sending import AT_ONCE, BulkSent, send_chunk

LOOKED_EVERY = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterMails:
    """`mail_ids` are those of the ledger of mail. `locale` is "" for the project's."""

    newsletter_id: str
    mail_ids: tuple[str, ...]
    locale: str = ""


@email_queue.job(
    JobName.SEND_NEWSLETTER,
    NewsletterMails,
    priority=1,
    max_attempts=3,
    backoff=exponential(timedelta(minutes=1), cap=timedelta(minutes=30)),
    retry_for=None,  # a person ends a pause, and a rate may take weeks over a long list
    timeout=timedelta(minutes=30),
    concurrency=AT_ONCE,
    over_http=False,
)
def send_newsletter(job: Job[NewsletterMails]) -> BulkSent:
    """Hand over what is left of its mails, until somebody pauses the newsletter or calls it off."""
    newsletter = life.begin(UUID(job.data.newsletter_id))
    rest = _Rest(newsletter.pk)
    sent = send_chunk(job, job.data.mail_ids, write=writer(newsletter, locale=job.data.locale), should_rest=rest)
    life.raise_if_paused(newsletter)
    return sent


class _Rest:
    """Whether the newsletter is not being sent any more; looked up once a second, however often it is asked."""

    def __init__(self, newsletter_id: UUID) -> None:
        self._newsletter_id = newsletter_id
        self._looked_at = time.monotonic()
        self._is_on = False

    def __call__(self) -> bool:
        if time.monotonic() - self._looked_at >= LOOKED_EVERY:
            self._is_on = life.state_of(self._newsletter_id) in (NewsletterState.PAUSED, NewsletterState.CANCELLED)
            self._looked_at = time.monotonic()
        return self._is_on
