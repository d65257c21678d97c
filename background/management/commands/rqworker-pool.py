"""`manage.py rqworker-pool`: several of our workers, with django-rq's option for how many."""  # noqa: N999  # Django names a command for its file

from typing import Any

from django.core.management.base import CommandError, CommandParser

from background.engine.modules import load_workers
from background.management.commands import rqworker
from background.management.complaining import complaining_in_one_line
from background.rq_adapter.pool import Pool

MOST_WORKERS = 500
"""Each is a process with Django in it; who asks for more has mistyped, and a machine that starts them does nothing else."""


class Command(rqworker.Command):
    help = "Run several workers for these queues, each in a process of its own; one that ends is replaced."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--num-workers", type=int, default=1, help="how many workers (default: 1)")

    def _work(self, queues: list[str], options: dict[str, Any]) -> None:
        if not 1 <= options["num_workers"] <= MOST_WORKERS:
            raise CommandError(f"--num-workers is {options['num_workers']}; it must be from 1 to {MOST_WORKERS}")
        if options["name"]:
            raise CommandError("--name is for one worker; those of a pool name themselves")
        load_workers()
        work = super()._work
        pool = Pool(options["num_workers"], lambda: work(queues, options), replaces=not options["burst"], grace_seconds=options["grace"])
        with complaining_in_one_line():
            pool.run()
