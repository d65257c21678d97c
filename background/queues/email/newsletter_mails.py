"""Makes the rows and jobs of some mails of a newsletter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from background.ledger.groups.batch import Batch
from background.mail.bulk.mails import suppressed_among
from background.mail.bulk.recipient import Recipient
from background.mail.newsletters.write import TEMPLATE
from background.models import Newsletter
from background.queues.email.chunks import Mailing, make_chunks, note_suppressed
from background.queues.email.send_newsletter import NewsletterMails, send_newsletter

UNDO_FOR = timedelta(seconds=10)
"""None starts earlier, so that whoever sent it by mistake can still call it off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    accepted: int
    suppressed: int


def make_newsletter_mails(recipients: Sequence[Recipient], newsletter: Newsletter, jobs: Batch) -> Made:
    """With the transaction that is open. Nobody of them may have one yet."""
    suppressed = suppressed_among([recipient.email for recipient in recipients])
    wanted = [recipient for recipient in recipients if recipient.email not in suppressed]
    mailing = Mailing(batch=jobs, template=TEMPLATE, newsletter_id=newsletter.pk)
    job = send_newsletter.using(run_after=_earliest(newsletter.run_at), owner=newsletter.owner)
    make_chunks(wanted, of=mailing, job=job, payload=partial(_payload, str(newsletter.pk)))
    note_suppressed([recipient for recipient in recipients if recipient.email in suppressed], of=mailing)
    return Made(accepted=len(wanted), suppressed=len(suppressed))


def _earliest(run_at: datetime | None) -> datetime:
    now = timezone.now()
    return max(run_at or now, now + UNDO_FOR)


def _payload(newsletter_id: str, mail_ids: tuple[str, ...], locale: str) -> NewsletterMails:
    return NewsletterMails(newsletter_id=newsletter_id, mail_ids=mail_ids, locale=locale)
