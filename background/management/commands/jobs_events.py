"""`manage.py jobs_events`: what happened to jobs, and what happens now."""

from collections.abc import Iterator
from typing import Any

import msgspec
from django.core.management.base import CommandError, CommandParser

from background.engine.look import look
from background.engine.queue_names import resolve
from background.ledger.ids import as_uuid
from background.management.jobs_command import JobsCommand
from background.management.table import printable
from background.rq_adapter.event_stream import BEGINNING, NOW, follow, read
from background.rq_adapter.stream_events import StreamEvent


class Command(JobsCommand):
    help = "Print the events of jobs, one line each, oldest first. Redis keeps the last 50,000 entries, each of what one script did."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--follow", action="store_true", help="print what happens from now on (or from --after on), until Ctrl-C")
        parser.add_argument("--after", metavar="ID", help="only what happened after this event")
        parser.add_argument("--job", metavar="ID", help="only of this job")
        parser.add_argument("--queue", help="only of this queue")

    def act(self, **options: Any) -> None:
        queue = resolve(options["queue"]) if options["queue"] else None
        job_id = _job(options["job"]) if options["job"] else None
        told = follow(options["after"] or NOW) if options["follow"] else _so_far(options["after"] or BEGINNING)
        is_silent = True
        for event in told:
            if job_id in (None, event.job_id) and queue in (None, event.queue):
                self.answer(_line(event), {"id": event.id, **msgspec.structs.asdict(event)}, as_json=options["json"])
                is_silent = False
        if job_id and is_silent:
            look(job_id)  # one that nobody knows, and not one whose events are over


def _job(job_id: str) -> str:
    number = as_uuid(job_id)
    if number is None:
        raise CommandError(f"{job_id!r} is no id of a job; it is like 0199c8f2-7d1e-7a31-9c55-0d9f4b1e2a68, as lists and logs show it")
    return str(number)


def _so_far(after: str) -> Iterator[StreamEvent]:
    while events := read(after):
        yield from events
        after = events[-1].id


def _line(event: StreamEvent) -> str:
    words = (event.id, f"{event.at:%Y-%m-%d %H:%M:%S}", f"{event.kind.value:9}", event.job_id, event.name, event.queue)
    attempt = f" attempt {event.attempt}" if event.attempt else ""
    return printable(f"{' '.join(words)}{attempt}{f' ({event.note})' if event.note else ''}").replace("\n", " ")
