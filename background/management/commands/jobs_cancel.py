"""`manage.py jobs_cancel`: call jobs off."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from background.management.order_command import OrderCommand, carry_out
from background.management.table import printable
from background.orders.cancel import FORGOTTEN, cancelling
from background.rq_adapter.cancel import Cancellation
from background.rq_adapter.changes import Changes

MISSING = "missing"
WORDS = {
    Cancellation.CANCELLED.value: "is cancelled",
    Cancellation.ASKED.value: "runs, and was asked to stop",
    Cancellation.TOO_LATE.value: "had ended before, and stays as it ended",
    MISSING: "is not known; it never was, or it has been forgotten",
}


class Command(OrderCommand):
    help = "Cancel jobs: one that waits ends now, one that runs is asked to stop. What has ended stays as it ended."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("ids", nargs="+", metavar="ID")
        parser.add_argument("--reason", default="", help="kept with the job")

    def act(self, **options: Any) -> None:
        wanted = list(dict.fromkeys(options["ids"]))
        changes = carry_out(cancelling(options["reason"]), wanted, no_entry=options["no_entry"])
        answers = {job_id: _answer(job_id, changes) for job_id in wanted}
        words = "\n".join(f"{printable(job_id)} {WORDS[answer]}" for job_id, answer in answers.items())
        self.answer(words, answers, as_json=options["json"])
        in_vain = [job_id for job_id, answer in answers.items() if answer in (MISSING, Cancellation.TOO_LATE)]
        if in_vain:
            raise CommandError(f"{len(in_vain):,} of {len(answers):,} could not be cancelled")


def _answer(job_id: str, changes: Changes) -> str:
    if why_not := changes.refused.get(job_id):
        return MISSING if why_not == FORGOTTEN else Cancellation.TOO_LATE.value
    return (Cancellation.ASKED if job_id in changes.asked else Cancellation.CANCELLED).value
