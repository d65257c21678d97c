"""`manage.py rqworker`: django-rq's command, with slots, a grace time and one-line errors."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django_rq.management.commands import rqworker
from django_rq.workers import get_worker

from background.engine.declare import Isolation
from background.engine.queue_names import resolve
from background.management.complaining import complaining_in_one_line
from background.management.pid_file import write_pid
from background.rq_adapter.connection import ping, wait_longer
from background.rq_adapter.worker import Worker
from background.rq_adapter.worker.slots import MOST_SLOTS


class Command(rqworker.Command):
    requires_system_checks = ["background"]
    """The others are for those who serve pages: they would load every URL, view and serializer, a fifth of the worker's memory."""
    help = "Run the jobs of these queues, in this order of preference; of all queues when none is named."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.epilog = f"The queues are {', '.join(sorted(settings.RQ_QUEUES))}."
        parser.add_argument("--slots", type=int, help="how many jobs at once; by default the sum of what the queues say")
        parser.add_argument(
            "--isolation",
            choices=[kind.value for kind in Isolation],
            help="threads, or a process for each job; by default what the queues say, and processes when they disagree",
        )
        parser.add_argument(
            "--grace",
            type=float,
            default=25.0,
            help="seconds that running jobs have after SIGTERM; then they are handed back (default: 25)",
        )
        parser.add_argument("--max-memory", type=int, help="leave when the process takes more than so many MiB and its jobs have ended")

    def handle(self, *args: str, **options: Any) -> None:
        wait_longer()
        with complaining_in_one_line():
            queues = [resolve(name) for name in args] or sorted(settings.RQ_QUEUES)
            ping()
        for name in ("slots", "max_jobs", "max_memory"):
            if options[name] is not None and options[name] < 1:
                raise CommandError(f"--{name.replace('_', '-')} is {options[name]}; it must be at least 1")
        if (options["slots"] or 0) > MOST_SLOTS:
            raise CommandError(f"--slots is {options['slots']}; it must be at most {MOST_SLOTS:,}: each is a thread or a process")
        if not options["grace"] >= 0:  # nor is it "nan"
            raise CommandError(f"--grace is {options['grace']:g}; it must be at least 0")
        if options["pid"]:
            write_pid(options["pid"])
        self._work(list(dict.fromkeys(queues)), options)

    def _work(self, queues: list[str], options: dict[str, Any]) -> None:
        classes = {name: options[name] for name in ("worker_class", "queue_class", "job_class", "name", "worker_ttl")}
        isolation = Isolation(options["isolation"]) if options["isolation"] else None
        try:
            worker = get_worker(*queues, **classes)
        except (ImportError, ValueError, TypeError) as error:
            raise CommandError(f"a class that was named cannot be used: {error}") from error
        if not isinstance(worker, Worker):
            raise CommandError(f"{options['worker_class']} is not a subclass of background.rq_adapter.worker.Worker")
        own = {name: options[name] for name in ("burst", "max_jobs", "max_idle_time", "slots", "grace", "max_memory")}
        with complaining_in_one_line():
            worker.work(isolation=isolation, **own)
