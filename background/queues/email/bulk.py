"""Accepts bulk mail: the same template to many."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from background.constants import RecipientFault
from background.engine.context import calling, current_caller
from background.exceptions import PayloadInvalid
from background.ledger.groups.batch import Batch, batch
from background.mail.bulk.recipient import InvalidRecipient, Recipient, SortedOut, sort_out
from background.mail.bulk.template import check_bulk_template
from background.mail.letters.needs import Needs, needs_of
from background.queues.email.chunks import Mailing, make_mails
from background.queues.email.send_bulk_emails import BulkEmails, send_bulk_emails

MOST_RECIPIENTS = 10_000

log = logging.getLogger("background.email")


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAccepted:
    """`accepted` mails are on their way, `suppressed` are to addresses that get none; `batch` is of the jobs, `job_ids` are theirs."""

    accepted: int
    suppressed: int
    duplicates: int
    invalid: Sequence[InvalidRecipient]
    batch: Batch
    job_ids: Sequence[str]


def accept(
    template: str,
    recipients: Iterable[Recipient | RecipientFault],
    *,
    owner: str = "",
    run_after: datetime | timedelta | None = None,
) -> BulkAccepted:
    """Write a row for each of them, and make the jobs, with the transaction that is open or in one of its own.

    Args:
        recipients: at most `MOST_RECIPIENTS`; bad ones are answered, and do not harm the others.
        run_after: no mail is sent before this time; a timedelta counts from now.

    Raises:
        PayloadInvalid: there are too many, or there is no such template; nothing was accepted.
    """
    given = list(recipients)
    if len(given) > MOST_RECIPIENTS:
        raise PayloadInvalid(f"{len(given):,} recipients are too many for one call; it takes {MOST_RECIPIENTS:,}, so make several")
    check_bulk_template(template)
    accepted = _accept(template, sort_out(given, lacks=partial(_lacking, needs_of(template))), owner=owner, run_after=run_after)
    fields = {"batch_id": accepted.batch.id, "template": template, "number": accepted.accepted}
    log.info("mailing accepted", extra=fields)
    return accepted


def _accept(template: str, found: SortedOut, *, owner: str, run_after: datetime | timedelta | None) -> BulkAccepted:
    with calling(request_id=current_caller().request_id, owner=owner), batch(template) as jobs:
        mailing, job = Mailing(batch=jobs, template=template), send_bulk_emails.using(run_after=run_after)
        made = make_mails(found.good, of=mailing, job=job, payload=partial(BulkEmails, template=template))
    return BulkAccepted(
        accepted=made.accepted,
        suppressed=made.suppressed,
        duplicates=found.duplicates,
        invalid=found.invalid,
        batch=jobs,
        job_ids=made.job_ids,
    )


def _lacking(needs: Needs, recipient: Recipient) -> tuple[str, ...]:
    return needs.missing_in({**recipient.context, "unsubscribe_url": ""}, locale=recipient.locale)
