"""`manage.py jobs_unique`: see which keys of unique jobs are taken, and release one."""

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError, CommandParser

from background.management.jobs_command import JobsCommand
from background.management.numbers import how_many
from background.management.table import printable, table
from background.rq_adapter.uniqueness import UniqueKey, release, unique_keys


class Command(JobsCommand):
    help = "List the keys of unique jobs that are taken and by which job, or release one so that another job is accepted."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--release", metavar="KEY", help="as the list shows it; the job that has it stays as it is")
        parser.add_argument("--limit", type=how_many, default=100, help="list so many (default: 100)")

    def act(self, **options: Any) -> None:
        if options["release"] is not None:
            self._release(options["release"], as_json=options["json"])
        else:
            keys = unique_keys(options["limit"])
            self.answer(_listed(keys), [asdict(key) for key in keys], as_json=options["json"])

    def _release(self, key: str, *, as_json: bool) -> None:
        if not release(key):
            raise CommandError(f"no job has the key {printable(key)}; manage.py jobs_unique lists those that are taken")
        self.answer(f"{printable(key)} is free", {"released": key}, as_json=as_json)


def _listed(keys: list[UniqueKey]) -> str:
    if not keys:
        return "no key is taken"
    rows = [(key.key, key.holder, key.state, "" if key.seconds_left is None else f"{key.seconds_left:.0f} s") for key in keys]
    return table(("KEY", "JOB", "STATE", "FREE IN"), rows)
