"""`manage.py jobs_resume`: let a paused queue go on."""

from typing import Any

from django.core.management.base import CommandParser

from background.engine.queue_names import resolve
from background.management.order_command import OrderCommand
from background.orders.orderer import Orderer
from background.orders.queues import let_go_on
from background.rq_adapter.pause import resume


class Command(OrderCommand):
    help = "Let the jobs of a paused queue run again, at once."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("queue")

    def act(self, **options: Any) -> None:
        queue = resolve(options["queue"])
        was_paused = resume(queue) if options["no_entry"] else let_go_on(queue, by=Orderer.command_line())
        words = f"{queue} goes on" if was_paused else f"{queue} was not paused"
        self.answer(words, {"queue": queue, "was_paused": was_paused}, as_json=options["json"])
