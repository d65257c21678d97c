"""`manage.py jobs_prune`: forget jobs that ended long ago, and see what the ledger occupies."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser
from django.template.defaultfilters import filesizeformat

from background.constants import JobState
from background.ledger.prune import overdue, prune
from background.ledger.retention import Retention, retentions
from background.ledger.storage import TableUse, storage
from background.management.jobs_command import JobsCommand
from background.management.progress_bar import ProgressBar
from background.management.table import table


class Command(JobsCommand):
    help = "Forget jobs that ended long ago, as `manage.py rqscheduler` does every night. See BACKGROUND_KEEP_DAYS and _KEEP_JOBS."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="only say how many it would be, and what is stored")

    def act(self, **options: Any) -> None:
        is_dry = options["dry_run"]
        numbers = overdue() if is_dry else _pruned()
        bounds, uses = retentions(), storage()
        words = f"{_by_state(bounds, numbers, 'OVERDUE' if is_dry else 'FORGOTTEN')}\n\n{_by_table(uses)}"
        value = {"dry_run": is_dry, "jobs": numbers, "keep": list(map(asdict, bounds)), "storage": list(map(asdict, uses))}
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
    rows = [(one.state, one.days or "for ever", f"{one.jobs:,}" if one.jobs else "all", f"{numbers[one.state]:,}") for one in bounds]
    return table(("STATE", "DAYS KEPT", "JOBS KEPT", title), rows)


def _by_table(uses: Sequence[TableUse]) -> str:
    return table(("TABLE", "ROWS", "SIZE"), [(use.table, f"{use.rows:,}", _size(use.bytes)) for use in uses])


def _size(number: int | None) -> str:
    return "unknown" if number is None else filesizeformat(number).replace("\xa0", " ")
