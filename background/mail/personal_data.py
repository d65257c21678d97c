"""What mails tell of people, for `manage.py jobs_forget` and `jobs_export`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import batched, product
from uuid import UUID

from django.db.models import F, QuerySet

from background.engine.databases import ledger_databases
from background.engine.subjects import LONGEST_KEY
from background.ledger.forget import jobs_about
from background.ledger.forget_beside import PERSON
from background.ledger.ids import as_uuids
from background.mail.address import comparable
from background.mail.forget import erase, waiting
from background.mail.history import histories
from background.mail.kept import letter_of
from background.models import JobRecord, JobSubject, MailEvent, MailMessage

ADDRESS = "email"
"""A mail is about the person it is for, and about the address it goes to."""
TOGETHER = 100


class MailsOfJobs:
    """Mails that have a job of their own, and go with it."""

    name = "mails"

    def forget(self, job_ids: Sequence[str], *, using: str) -> int:
        return erase(MailMessage.objects.filter(pk__in=as_uuids(job_ids)))

    def export(self, job_ids: Sequence[str], *, using: str) -> Mapping[str, object]:
        return {str(mail["id"]): mail for mail in _in_full(list(MailMessage.objects.filter(pk__in=as_uuids(job_ids))))}


class MailsToPeople:
    """All mails to a person, or to an address, whoever's job sends them: also those of mailings, and those whose jobs are forgotten."""

    name = "mails"
    kinds: Collection[str] = (PERSON, ADDRESS)

    def count(self, kind: str, key: str) -> int:
        return _mails_to(kind, key).count() + _strays_to(kind, key).count()

    def waiting(self, kind: str, key: str) -> int:
        return waiting(_mails_to(kind, key)).count()

    def forget(self, kind: str, key: str, *, including_waiting: bool) -> int:
        """The jobs of mails to an address are about it from now on, and unwanted: they are forgotten like others, and their mails too."""
        strays = _strays_to(kind, key).delete()[0]
        mails = _mails_to(kind, key)
        if kind == ADDRESS:
            _claim_jobs_of(mails, key)
        return strays + erase(mails if including_waiting else mails.exclude(pk__in=waiting(mails)))

    def export(self, kind: str, key: str) -> Iterator[Mapping[str, object]]:
        """Those of jobs about the same person are told with their jobs."""
        mails = _mails_to(kind, key).select_related("newsletter").order_by("id")
        page = list(mails[:TOGETHER])
        while page:
            told = _jobs_about(kind, key, page)
            yield from _in_full([mail for mail in page if mail.id not in told])
            page = list(mails.filter(id__gt=page[-1].id)[:TOGETHER])


def _jobs_about(kind: str, key: str, mails: Sequence[MailMessage]) -> set[UUID]:
    """Which of these mails have a job of their own about this person, in whatever database."""
    ids = [mail.id for mail in mails]
    about = (jobs_about(kind, key, using=using).filter(id__in=ids) for using in ledger_databases())
    return {job_id for jobs in about for job_id in jobs.values_list("id", flat=True)}


def _mails_to(kind: str, key: str) -> QuerySet[MailMessage]:
    if key and kind == PERSON:
        return MailMessage.objects.filter(user_id=key)
    if key and kind == ADDRESS:
        return MailMessage.objects.filter(recipient=comparable(key))
    return MailMessage.objects.none()


def _claim_jobs_of(mails: QuerySet[MailMessage], key: str) -> None:
    """Of those that have a job of their own: one that sends others, too, holds no address."""
    ids = list(mails.filter(job_id=F("id")).values_list("id", flat=True))
    for using, some in product(ledger_databases(), batched(ids, TOGETHER)):
        jobs = JobRecord.objects.using(using).filter(id__in=some).values_list("id", flat=True)
        claims = [JobSubject(job_id=job_id, kind=ADDRESS, key=key[:LONGEST_KEY], is_unwanted=True) for job_id in jobs]
        JobSubject.objects.using(using).bulk_create(claims, ignore_conflicts=True)


def _strays_to(kind: str, key: str) -> QuerySet[MailEvent]:
    """What was told of mails that nobody knows."""
    return MailEvent.objects.filter(mail=None, recipient=comparable(key)) if kind == ADDRESS and key else MailEvent.objects.none()


def _in_full(mails: Sequence[MailMessage]) -> Iterator[dict[str, object]]:
    told = histories(mails)
    for mail in mails:
        kept = letter_of(mail)
        yield {
            "id": str(mail.id),
            "name": "mail",
            "recipient": mail.mailed_to,
            "state": mail.state,
            "reason": mail.reason,
            "created_at": mail.created_at,
            "sent_at": mail.sent_at,
            "subject": mail.subject,
            "text": kept.letter.text if kept else None,
            "context": mail.context,
            "events": [{"type": event.type, "at": event.at, "detail": event.detail} for event in told[mail.id]],
        }
