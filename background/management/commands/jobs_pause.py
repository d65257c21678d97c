"""`manage.py jobs_pause`: let a queue rest."""

from typing import Any

from django.core.management.base import CommandParser

from background.engine.queue_names import resolve
from background.management.order_command import OrderCommand
from background.orders.orderer import Orderer, typist
from background.orders.queues import let_rest
from background.rq_adapter.pause import pause


class Command(OrderCommand):
    help = "Let a queue rest: its jobs wait, what runs ends, and the queue page says why. See jobs_resume."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("queue")
        parser.add_argument("--reason", default="", help="for whoever wonders")
        parser.add_argument("--author", default="", help="whom to ask; by default the user who types this, and the machine")

    def act(self, **options: Any) -> None:
        queue = resolve(options["queue"])
        reason, author = options["reason"], options["author"]
        if options["no_entry"]:
            made = pause(queue, reason=reason, author=author or typist())
        else:
            made = let_rest(queue, reason=reason, by=Orderer.command_line(author))
        value = {"queue": queue, "reason": made.reason, "author": made.author, "since": made.since}
        self.answer(f"{queue} rests; manage.py jobs_resume {queue} lets it go on", value, as_json=options["json"])
