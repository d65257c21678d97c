"""Mail what the jobs of a day came to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, TypedDict
from uuid import UUID

from django.utils import timezone

from background.constants import JobName
from background.engine.job import Job
from background.exceptions import PayloadInvalid, Snooze
from background.ledger.summary import summary
from background.mail.address import each_once, masked, one_address
from background.mail.deliver import deliver
from background.mail.draft import Draft
from background.mail.exceptions import MailDeferred, MailRefused
from background.mail.letters.letter import Letter, render
from background.mail.mail_ids import mail_id_for
from background.mail.subject import one_line
from background.queues.email.declaration import email_queue

MOST_RECIPIENTS = 100


class SentReport(TypedDict):
    """How many got it, and who did not."""

    sent: int
    refused: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyReport:
    """`type` is what the report is called. It tells of the 24 hours before its job was made."""

    TEMPLATE: ClassVar[str] = "daily_report"

    type: str
    recipients: list[str]
    locale: str = ""

    def __post_init__(self) -> None:
        one_line(self.type)
        if not 1 <= len(self.recipients) <= MOST_RECIPIENTS:
            raise PayloadInvalid(f"the report has {len(self.recipients)} recipients; it goes to between 1 and {MOST_RECIPIENTS}")
        for recipient in self.recipients:
            one_address(recipient)

    def drafts(self, job_id: UUID) -> Sequence[Draft]:
        """A mail for each recipient, the same ones for every attempt."""
        return [
            Draft(id=mail_id_for(job_id, recipient), job_id=job_id, recipient=recipient, template=self.TEMPLATE)
            for recipient in each_once(self.recipients)
        ]


@email_queue.job(JobName.SEND_DAILY_REPORT, DailyReport, priority=1, max_attempts=5, timeout=timedelta(minutes=5))
def send_daily_report(job: Job[DailyReport]) -> SentReport:
    """Count the day, and mail it to each recipient; one whose server refuses it, or puts it off, does not keep it from the others."""
    until = job.created_at or timezone.now()
    counted = summary(since=until - timedelta(days=1), until=until)
    letter = render(job.data.TEMPLATE, {"type": job.data.type, **counted}, locale=job.data.locale)
    return _sent(letter, job.data.drafts(UUID(job.id)))


def _sent(letter: Letter, drafts: Sequence[Draft]) -> SentReport:
    """One that only has to wait costs the others no attempt, and its own none either."""
    sent, refused = 0, []
    waits: Snooze | None = None
    deferred: MailDeferred | None = None
    for draft in drafts:
        try:
            sent += deliver(draft, letter)["sent"]
        except MailRefused:
            refused.append(masked(draft.recipient))
        except Snooze as error:
            waits = error
        except MailDeferred as error:
            deferred = error
    if put_off := waits or deferred:
        raise put_off
    if not sent and len(refused) == len(drafts):
        raise MailRefused("every recipient of the report was refused")
    return SentReport(sent=sent, refused=refused)
