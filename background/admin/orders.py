"""What an operator can have done to jobs, and the trace that it leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, DELETION
from django.http import HttpRequest

from background.queue_log import write_down_jobs
from background.rq_adapter.changes import Changes
from background.rq_adapter.delete import delete
from background.rq_adapter.requeue import requeue
from background.rq_adapter.stop import stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    verb: str
    done: str
    flag: int
    carry_out: Callable[[str, Sequence[str | bytes]], Changes]


DELETE = Order(verb="delete", done="deleted", flag=DELETION, carry_out=delete)
REQUEUE = Order(verb="requeue", done="requeued", flag=CHANGE, carry_out=requeue)
STOP = Order(verb="stop", done="asked to stop", flag=CHANGE, carry_out=stop)
ORDERS = {order.verb: order for order in (DELETE, REQUEUE, STOP)}


def perform(request: HttpRequest, order: Order, queue: str, job_ids: Sequence[str | bytes]) -> Changes:
    """Do it, and write down who did what to which jobs of which queue."""
    changes = order.carry_out(queue, job_ids)
    if changes.changed:
        write_down_jobs(request.user.pk, order.flag, order.done, queue, changes.changed)
    return changes
