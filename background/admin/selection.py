"""What is done to the jobs that were ticked in a list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from background.admin.actions import tell
from background.admin.confirmation import ask
from background.admin.orders import ORDERS
from background.admin.places import link, own_url, queue_name
from background.orders.orderer import Orderer
from background.rq_adapter.connection import connection
from background.rq_adapter.rows import rows_of


def confirm(request: HttpRequest, queue_index: int) -> HttpResponse:
    """Show the ticked jobs and ask."""
    back = own_url(request, request.headers.get("Referer")) or link(request, "jobs", queue_index)
    order = ORDERS.get(request.POST.get("action", ""))
    ticked = request.POST.getlist("_selected_action")
    if order is None or not ticked:
        messages.error(request, "Tick the jobs, then choose what to do with them.")
        return redirect(back)
    question = f"Are you sure that you want to {order.verb} these jobs of queue {queue_name(queue_index)}?"
    found = rows_of(connection(), [job_id.encode(errors="replace") for job_id in ticked])
    return ask(request, order, queue_index, question, found, action=link(request, "actions", queue_index), next_url=back)


def perform_selected(request: HttpRequest, queue_index: int) -> HttpResponse:
    """Do it, and go back to where they were ticked."""
    back = own_url(request, request.POST.get("next_url")) or link(request, "jobs", queue_index)
    order = ORDERS.get(request.POST.get("action", ""))
    if order is None:
        messages.error(request, "There is no such action.")
    else:
        changes = order.carry_out(queue_name(queue_index), request.POST.getlist("job_ids"), by=Orderer.person(request.user))
        tell(request, order, changes)
    return redirect(back)
