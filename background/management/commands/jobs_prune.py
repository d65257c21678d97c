"""`manage.py jobs_prune`: forget jobs that ended long ago, and see what the ledger occupies."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from django.template.defaultfilters import filesizeformat

from background.constants import JobState
from background.ledger.prune import overdue, prune
from background.ledger.prune_beside import pruned_beside
from background.ledger.retention import Retention, retentions
from background.ledger.storage import TableUse, storage
from background.management.jobs_command import JobsCommand
from background.management.progress_bar import ProgressBar
from background.management.table import table


class Command(JobsCommand):
    help = (
        "Forget jobs that ended long ago, and old mails, as `manage.py rqscheduler` does every night. "
        "See BACKGROUND_KEEP_DAYS, _KEEP_JOBS, _KEEP_MAIL_DAYS and _KEEP_MAILS."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="only say how many it would be, and what is stored")

    def act(self, **options: Any) -> None:
        is_dry = options["dry_run"]
        numbers = overdue() if is_dry else _pruned()
        beside = {one.name: one.overdue() if is_dry else sum(one.prune()) for one in pruned_beside}
        bounds, uses, title = retentions(), storage(), "OVERDUE" if is_dry else "FORGOTTEN"
        words = f"{_by_state(bounds, numbers, title)}\n\n{_by_name(beside, title)}\n\n{_by_table(uses)}"
        value = {"dry_run": is_dry, "jobs": numbers, **beside, "keep": list(map(asdict, bounds)), "storage": list(map(asdict, uses))}
        self.answer(words, value, as_json=options["json"])


def _pruned() -> dict[JobState, int]:
    numbers = overdue()
    with ProgressBar(sum(numbers.values())) as bar:
        numbers = dict.fromkeys(numbers, 0)
        for batch in prune():
            numbers[batch.state] += batch.jobs
            bar.advance(batch.jobs)
    return numbers


def _by_state(bounds: Sequence[Retention], numbers: Mapping[JobState, int], title: str) -> str:
    rows = [(one.state, *_words(one.days, one.jobs), f"{numbers[one.state]:,}") for one in bounds]
    return table(("STATE", "DAYS KEPT", "JOBS KEPT", title), rows)


def _by_name(numbers: Mapping[str, int], title: str) -> str:
    rows = [(one.name, *_words(*one.bounds), f"{numbers[one.name]:,}") for one in pruned_beside]
    return table(("BESIDE", "DAYS KEPT", "KEPT", title), rows)


def _words(days: int, number: int) -> tuple[str, str]:
    return str(days or "for ever"), f"{number:,}" if number else "all"


def _by_table(uses: Sequence[TableUse]) -> str:
    return table(("TABLE", "ROWS", "SIZE"), [(use.table, f"{use.rows:,}", _size(use.bytes)) for use in uses])


def _size(number: int | None) -> str:
    return "unknown" if number is None else filesizeformat(number).replace("\xa0", " ")
