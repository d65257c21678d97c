"""Parts a mailing into jobs that send some mails each, and writes a row for every mail."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched, groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from background.constants import MailState, MailStream, SuppressionReason
from background.engine.envelope import new_ids
from background.engine.job_type import JobType
from background.ledger.groups.batch import Batch
from background.mail import messages
from background.mail.address import comparable
from background.mail.bulk.mails import suppressed_among
from background.mail.bulk.recipient import Recipient
from background.mail.draft import Draft
from background.models import MailMessage

CHUNK = 100
"""Mails to a job: few enough for a code to overtake a mailing soon, enough for their queries not to count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What its mails have in common."""

    batch: Batch
    template: str
    newsletter_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """`accepted` mails are on their way, by these jobs; `suppressed` are to addresses that get none."""

    accepted: int
    suppressed: int
    job_ids: Sequence[str]


def make_mails[P](recipients: Sequence[Recipient], *, of: Mailing, job: JobType[..., P, Any], payload: Callable[..., P]) -> Made:
    """A row for each, and the jobs that send those which are not suppressed, with the transaction that is open.

    Args:
        payload: of a job that sends the mails `mail_ids`, in this `locale`.
    """
    suppressed = suppressed_among([recipient.key for recipient in recipients])
    wanted = [recipient for recipient in recipients if recipient.key not in suppressed]
    job_ids = _make_chunks(wanted, of, job, payload)
    _note_suppressed([recipient for recipient in recipients if recipient.key in suppressed], suppressed, of)
    return Made(accepted=len(wanted), suppressed=len(suppressed), job_ids=job_ids)


def _make_chunks[P](recipients: Sequence[Recipient], of: Mailing, job: JobType[..., P, Any], payload: Callable[..., P]) -> list[str]:
    ordered = sorted(recipients, key=attrgetter("locale"))
    chunks = [part for _, alike in groupby(ordered, attrgetter("locale")) for part in batched(alike, CHUNK)]
    mail_ids = [tuple(new_ids(len(part))) for part in chunks]
    payloads = [payload(mail_ids=ids, locale=part[0].locale) for ids, part in zip(mail_ids, chunks, strict=True)]
    handles = job.using(batch=of.batch).enqueue_many(payloads)
    messages.accept_many(
        [
            _draft(mail_id, recipient, of, job_id=UUID(handle.id))
            for handle, ids, part in zip(handles, mail_ids, chunks, strict=True)
            for mail_id, recipient in zip(ids, part, strict=True)
        ]
    )
    return [handle.id for handle in handles]


def _note_suppressed(recipients: Sequence[Recipient], reasons: Mapping[str, SuppressionReason], of: Mailing) -> None:
    drafts = [_draft(mail_id, recipient, of) for mail_id, recipient in zip(new_ids(len(recipients)), recipients, strict=True)]
    messages.accept_many(drafts)
    for reason in set(reasons.values()):
        ids = [draft.id for draft in drafts if reasons[comparable(draft.recipient)] is reason]
        MailMessage.objects.filter(pk__in=ids).update(state=MailState.SUPPRESSED, reason=reason)


def _draft(mail_id: str, recipient: Recipient, of: Mailing, *, job_id: UUID | None = None) -> Draft:
    return Draft(
        id=UUID(mail_id),
        recipient=recipient.email,
        template=of.template,
        stream=MailStream.BULK,
        user_id=recipient.user_id,
        job_id=job_id,
        batch_id=UUID(of.batch.id),
        newsletter_id=of.newsletter_id,
        context=recipient.context or None,
    )
