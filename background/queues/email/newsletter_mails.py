"""Makes the rows and jobs of some mails of a newsletter."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from background.ledger.groups.batch import Batch
from background.mail.bulk.recipient import Recipient
from background.mail.newsletters.write import TEMPLATE
from background.models import Newsletter
from background.queues.email.chunks import Made, Mailing, make_mails
from background.queues.email.send_newsletter import NewsletterMails, send_newsletter

UNDO_FOR = timedelta(seconds=10)
"""None starts earlier, so that whoever sent it by mistake can still call it off."""


def make_newsletter_mails(recipients: Sequence[Recipient], newsletter: Newsletter, jobs: Batch) -> Made:
    """With the transaction that is open. Nobody of them may have one yet."""
    mailing = Mailing(batch=jobs, template=TEMPLATE, newsletter_id=newsletter.pk)
    job = send_newsletter.using(run_after=_earliest(newsletter.run_at), owner=newsletter.owner)
    return make_mails(recipients, of=mailing, job=job, payload=partial(NewsletterMails, newsletter_id=str(newsletter.pk)))


def _earliest(run_at: datetime | None) -> datetime:
    now = timezone.now()
    return max(run_at or now, now + UNDO_FOR)
