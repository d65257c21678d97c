"""`manage.py jobs_check`: can this code run every job that waits? To be asked before a deploy, with the new code."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from background.engine.queue_names import resolve
from background.management.jobs_command import JobsCommand
from background.management.progress_bar import ProgressBar
from background.management.table import table
from background.rq_adapter.fitness import Fitness
from background.rq_adapter.queue_keys import queues_in_use
from background.rq_adapter.waiting import number_waiting, waiting


class Command(JobsCommand):
    help = "Tell which waiting jobs the present code cannot run, and why. Changes nothing; exits with 1 if there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--queue", help="only of this queue")

    def act(self, **options: Any) -> None:
        fitness = _checked([resolve(options["queue"])] if options["queue"] else queues_in_use())
        findings = fitness.findings
        number = sum(finding.number for finding in findings)
        runs = "all" if not number else f"{fitness.checked - number:,}"
        words = f"{fitness.checked:,} waiting {'job' if fitness.checked == 1 else 'jobs'}; this code can run {runs}"
        if findings:
            rows = [(finding.number, finding.kind.value, finding.name or "-", finding.example, finding.why) for finding in findings]
            words += "\n" + table(("JOBS", "WHAT", "NAME", "FOR EXAMPLE", "WHY"), rows)
        value = {"checked": fitness.checked, "cannot_run": [asdict(finding) for finding in findings]}
        self.answer(words, value, as_json=options["json"])
        if number:
            raise CommandError(f"{number:,} of {fitness.checked:,} waiting jobs cannot be run by this code")


def _checked(queues: list[str]) -> Fitness:
    fitness = Fitness(served=settings.RQ_QUEUES)
    with ProgressBar(number_waiting(queues)) as bar:
        for queue in queues:
            for batch in waiting(queue):
                fitness.look_at(batch)
                bar.advance(len(batch))
    return fitness
