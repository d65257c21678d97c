"""What can be done to one job, or to all that stand on one shelf of a queue."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from background.admin.confirmation import ask
from background.admin.orders import DELETE
from background.admin.places import link, queue_name
from background.admin.rules import View
from background.orders.jobs import Order
from background.orders.orderer import Orderer
from background.rq_adapter import shelves
from background.rq_adapter.changes import Changes
from background.rq_adapter.connection import connection
from background.rq_adapter.rows import rows_of
from background.rq_adapter.shelves import Shelf

AT_ONCE = 10_000
"""Jobs that one click changes; the message says how many are left."""


def one(order: Order[str | bytes]) -> View:
    def view(request: HttpRequest, queue_index: int, job_id: str) -> HttpResponse:
        queue = queue_name(queue_index)
        if request.method != "POST":
            question = f"Are you sure that you want to {order.verb} this job of queue {queue}?"
            return ask(request, order, queue_index, question, rows_of(connection(), [job_id.encode(errors="replace")]))
        changes = order.carry_out(queue, [job_id], by=Orderer.person(request.user))
        if changes.refused.get(job_id) == "missing":
            raise Http404(f"Queue {queue} has no such job.")
        tell(request, order, changes)
        gone = order is DELETE and changes.changed
        return redirect(link(request, "jobs", queue_index) if gone else link(request, "job_detail", queue_index, job_id))

    return view


def everything(order: Order[str | bytes], shelf: Shelf) -> View:
    def view(request: HttpRequest, queue_index: int) -> HttpResponse:
        queue = queue_name(queue_index)
        if request.method != "POST":
            number = shelves.count(connection(), queue, shelf)
            question = f"Are you sure that you want to {order.verb} all {number:,} {shelf.name.lower()} jobs of queue {queue}?"
            return ask(request, order, queue_index, question)
        entries = shelves.job_ids(connection(), queue, shelf, length=AT_ONCE)
        tell(request, order, order.carry_out(queue, [job_id for job_id, _ in entries], by=Orderer.person(request.user)))
        if left := shelves.count(connection(), queue, shelf):
            messages.warning(request, f"{left:,} {shelf.name.lower()} jobs of queue {queue} are left.")
        return redirect(link(request, "jobs", queue_index))

    return view


def tell(request: HttpRequest, order: Order[str], changes: Changes) -> None:
    """What was done, and why not all of it."""
    number = len(changes.changed)
    if number:
        messages.success(request, f"{number:,} {'job was' if number == 1 else 'jobs were'} {order.done}.")
    for reason in sorted(set(changes.refused.values())):
        left = [job_id for job_id, why in changes.refused.items() if why == reason]
        messages.error(request, f"Not {order.done}, because {reason}: {', '.join(left[:10])}{' …' if len(left) > 10 else ''}")
