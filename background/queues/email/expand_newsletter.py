"""Find all who get a newsletter, and make the jobs that send it to them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched
from uuid import UUID

from django.db import transaction

from background.constants import JobName
from background.engine.job import Job
from background.ledger.groups.batch import Batch
from background.mail.bulk.recipient import Recipient, sort_out
from background.mail.newsletters import life
from background.mail.newsletters.audience import audience
from background.models import MailMessage, Newsletter
from background.queues.email.declaration import email_queue
from background.queues.email.newsletter_mails import make_newsletter_mails

PAGE = 1_000

log = logging.getLogger("background.email")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterAudience:
    newsletter_id: str


@email_queue.job(
    JobName.EXPAND_NEWSLETTER,
    NewsletterAudience,
    priority=1,
    max_attempts=5,
    retry_for=None,  # a person ends a pause
    timeout=timedelta(hours=4),
    over_http=False,
)
def expand_newsletter(job: Job[NewsletterAudience]) -> int:
    """A page at a time, each in a transaction of its own. An attempt that finds the work of an earlier one goes past it, so nobody is
    written to twice. How many it added."""
    newsletter, jobs, added = life.begin(UUID(job.data.newsletter_id)), Batch.of(job), 0
    for page in batched(audience()(), PAGE):
        job.raise_if_cancelled()
        life.raise_if_paused(newsletter)
        added += _add(page, newsletter, jobs)
        job.progress(0, f"{added} recipients")
    return added


@transaction.atomic
def _add(page: Sequence[Recipient], newsletter: Newsletter, jobs: Batch) -> int:
    if not life.hold(newsletter.pk):
        return 0
    found = sort_out(page)
    if found.invalid:
        log.warning("recipients left out", extra={"newsletter_id": str(newsletter.pk), "number": len(found.invalid)})
    addresses = [recipient.key for recipient in found.good]
    known = set(MailMessage.objects.filter(newsletter=newsletter, recipient__in=addresses).values_list("recipient", flat=True))
    return make_newsletter_mails([recipient for recipient in found.good if recipient.key not in known], newsletter, jobs).accepted
