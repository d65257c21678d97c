"""Finds mails that wait for a job that has ended, where nobody listened when it did."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from uuid import UUID

from django.utils import timezone

from background.constants import FINAL_STATES, JobState
from background.engine.databases import ledger_databases
from background.ledger.walk import Walk
from background.mail import messages
from background.mail.alarm import raise_alarm
from background.mail.given_up import give_up
from background.models import JobRecord, MailMessage

LOOKED_AT_TOGETHER, PAGES_A_PASS = 1_000, 10
FORGOTTEN_AFTER = timedelta(days=1)
"""A mail so old whose job nobody knows any more will not be sent."""


class Forsaken:
    """Goes through all mails that wait, a slice at each call."""

    def __init__(self) -> None:
        self._walk: Walk[MailMessage] = Walk(LOOKED_AT_TOGETHER)

    def look_after(self) -> int:
        """How many will not be sent."""
        waiting = MailMessage.objects.filter(messages.WAITING, job_id__isnull=False)
        pages = self._walk.to_the_end(waiting.only("id", "job_id", "created_at"))
        return sum(map(_give_up, islice(pages, PAGES_A_PASS)))


def _give_up(mails: Sequence[MailMessage]) -> int:
    """Whom a job was cancelled or came too late for, nobody is alarmed of."""
    jobs, number = _jobs_of(mails), 0
    ended = {mail.job_id: why for mail in mails if mail.job_id and (why := _why_never(mail, jobs.get(mail.job_id)))}
    for job_id, why in ended.items():
        given_up, job = give_up(job_id, why), jobs.get(job_id)
        number += len(given_up)
        if job is None or job.state == JobState.DEAD:
            raise_alarm(job.name if job else "", job_id, given_up, why)
    return number


def _jobs_of(mails: Iterable[MailMessage]) -> Mapping[UUID, JobRecord]:
    ids = {mail.job_id for mail in mails if mail.job_id}
    fields = ("id", "name", "state", "note", "error_message")
    return {job.id: job for using in ledger_databases() for job in JobRecord.objects.using(using).filter(id__in=ids).only(*fields)}


def _why_never(mail: MailMessage, job: JobRecord | None) -> str:
    if job is None:
        return "its job is not known any more" if mail.created_at < timezone.now() - FORGOTTEN_AFTER else ""
    if job.state not in _UNHAPPY:
        return ""
    return job.note or job.error_message or f"its job is {job.state}"


_UNHAPPY: Sequence[JobState] = [state for state in FINAL_STATES if state is not JobState.SUCCEEDED]
