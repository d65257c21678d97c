"""What people do to newsletters: send, pause, resume, cancel."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from background.constants import RecipientFault
from background.engine.context import calling, current_caller
from background.exceptions import NoAudience, QueueUnavailable
from background.ledger.groups.batch import Batch, batch
from background.mail.bulk import mailing
from background.mail.bulk.recipient import InvalidRecipient, Recipient, SortedOut, sort_out
from background.mail.newsletters import life
from background.mail.newsletters.audience import audience
from background.models import Newsletter
from background.queues.email.expand_newsletter import expand_newsletter
from background.queues.email.finish_newsletter import finish_newsletter
from background.queues.email.newsletter_mails import make_newsletter_mails

type Order = Callable[[Newsletter], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterAccepted:
    """Of recipients that were named; of an audience nobody knows before it is read."""

    accepted: int = 0
    suppressed: int = 0
    duplicates: int = 0
    invalid: Sequence[InvalidRecipient] = ()


@transaction.atomic
def send(
    newsletter: Newsletter, *, recipients: Iterable[Recipient | RecipientFault] | None = None, run_at: datetime | None = None
) -> NewsletterAccepted:
    """Send it to these, or to the whole audience, now or at a time. None goes within ten seconds, in which it can still be called off.

    Raises:
        NewsletterStateWrong: it was sent before.
        NoAudience: nobody is named, and there is no audience; or none of those who are named can be mailed to.
    """
    if recipients is None:
        audience()  # who it is must be known before anybody is told that it is on its way
    due = run_at if run_at and run_at > timezone.now() else None
    with (
        calling(request_id=current_caller().request_id, owner=newsletter.owner),
        batch(f"newsletter: {newsletter.subject}"[:100], on_finish=finish_newsletter.prepared()) as jobs,
    ):
        life.start(newsletter.pk, batch_id=UUID(jobs.id), run_at=due)
        newsletter.refresh_from_db()
        if recipients is None:
            expand_newsletter.using(batch=jobs, run_after=due).enqueue(newsletter_id=str(newsletter.pk))
            return NewsletterAccepted()
        found = sort_out(recipients)
        _somebody(found)
        made = make_newsletter_mails(found.good, newsletter, jobs)
    return NewsletterAccepted(accepted=made.accepted, suppressed=made.suppressed, duplicates=found.duplicates, invalid=found.invalid)


def _somebody(found: SortedOut) -> None:
    """A draft that went to nobody would be sent for ever after, for one slip of the pen."""
    if not found.good and found.invalid:
        first = found.invalid[0]
        raise NoAudience(
            f"none of the {len(found.invalid)} recipients can be mailed to; the first, at {first.index}, is {first.code.value}"
        )


def pause(newsletter: Newsletter) -> None:
    """
    Raises:
        NewsletterStateWrong: nothing of it is on its way.
    """
    life.pause(newsletter.pk)


def resume(newsletter: Newsletter) -> None:
    """It goes on within half a minute.

    Raises:
        NewsletterStateWrong: it is not paused.
    """
    life.resume(newsletter.pk)


def cancel(newsletter: Newsletter) -> int:
    """Mails that wait are not sent; how many there were. Without Redis, too: jobs that do not hear of it find nothing to send.

    Raises:
        NewsletterStateWrong: nothing of it is on its way.
    """
    with transaction.atomic():
        life.cancel(newsletter.pk)
        newsletter.refresh_from_db()
        called_off = mailing.call_off(newsletter.batch_id) if newsletter.batch_id else 0
    transaction.on_commit(partial(_call_off_jobs, newsletter))
    return called_off


def _call_off_jobs(newsletter: Newsletter) -> None:
    with suppress(QueueUnavailable):
        Batch(str(newsletter.batch_id), newsletter.subject).cancel(f"newsletter {newsletter.pk} was called off")
