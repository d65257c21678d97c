"""What the commands that give orders share: each order is written down before it is carried out, unless nobody can."""

from collections.abc import Sequence

from django.core.management.base import CommandParser

from background.management.jobs_command import JobsCommand
from background.orders.jobs import Order
from background.orders.orderer import Orderer
from background.rq_adapter.changes import Changes


class OrderCommand(JobsCommand):
    """A subclass says what to do in `act`, which is told `no_entry`."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--no-entry", action="store_true", help="do it although nobody can write down who did: the database is away")


def carry_out(order: Order[str], job_ids: Sequence[str], *, queue: str = "", no_entry: bool) -> Changes:
    """Give the order to these jobs, of this queue or of several."""
    return order.act(queue, job_ids) if no_entry else order.carry_out(queue, job_ids, by=Orderer.command_line())
