"""What an operator can have done to jobs, and the trace that it leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.admin.models import CHANGE, DELETION
from django.http import HttpRequest

from background.queue_log import write_down
from background.rq_adapter.changes import Changes
from background.rq_adapter.delete import delete
from background.rq_adapter.requeue import requeue
from background.rq_adapter.stop import stop

NAMED_AT_MOST = 1000
"""Jobs that one entry of the log names; of more it gives the number."""


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
        _write_down(request, order, queue, changes.changed)
    return changes


def _write_down(request: HttpRequest, order: Order, queue: str, job_ids: Sequence[str]) -> None:
    number = "1 job" if len(job_ids) == 1 else f"{len(job_ids):,} jobs"
    write_down(
        request.user.pk,
        order.flag,
        f"{order.done.capitalize()} {number} of queue {queue}: {_named(job_ids)}",
        object_id=_shown(job_ids[0]) if len(job_ids) == 1 else queue,
        name=f"{number} of queue {queue}",
    )


def _named(job_ids: Sequence[str]) -> str:
    names = ", ".join(map(_shown, job_ids[:NAMED_AT_MOST]))
    return names if len(job_ids) <= NAMED_AT_MOST else f"{names} and {len(job_ids) - NAMED_AT_MOST:,} more"


def _shown(job_id: str) -> str:
    """PostgreSQL takes no NUL, and an id in Redis may hold anything."""
    return job_id if job_id.isprintable() else ascii(job_id)
