"""`manage.py jobs_cancel`: call jobs off."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from background.exceptions import JobNotFound
from background.ledger.cancel import cancel
from background.management.jobs_command import JobsCommand
from background.management.table import printable
from background.rq_adapter.cancel import Cancellation

MISSING = "missing"
WORDS = {
    Cancellation.CANCELLED.value: "is cancelled",
    Cancellation.ASKED.value: "runs, and was asked to stop",
    Cancellation.TOO_LATE.value: "had ended before, and stays as it ended",
    MISSING: "is not known; it never was, or it has been forgotten",
}


class Command(JobsCommand):
    help = "Cancel jobs: one that waits ends now, one that runs is asked to stop. What has ended stays as it ended."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("ids", nargs="+", metavar="ID")
        parser.add_argument("--reason", default="", help="kept with the job")

    def act(self, **options: Any) -> None:
        answers = {job_id: _answer(job_id, options["reason"]) for job_id in options["ids"]}
        words = "\n".join(f"{printable(job_id)} {WORDS[answer]}" for job_id, answer in answers.items())
        self.answer(words, answers, as_json=options["json"])
        in_vain = [job_id for job_id, answer in answers.items() if answer in (MISSING, Cancellation.TOO_LATE)]
        if in_vain:
            raise CommandError(f"{len(in_vain):,} of {len(answers):,} could not be cancelled")


def _answer(job_id: str, reason: str) -> str:
    try:
        return cancel(job_id, reason=reason).value
    except JobNotFound:
        return MISSING
