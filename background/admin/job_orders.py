"""Cancels jobs, or lets them start afresh, wherever they are; each act leaves its entry in the admin's log."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from background.admin.actions import tell
from background.admin.places import own_url
from background.admin.rules import OPERATE_JOBS
from background.engine.databases import ledger_databases
from background.ledger.ids import as_uuids
from background.models import JobRecord
from background.orders.cancel import cancelling
from background.orders.jobs import Order
from background.orders.orderer import Orderer
from background.orders.start_afresh import RETRY
from background.rq_adapter.changes import Changes

AT_ONCE = 1000
"""Many more than a page shows."""


def order_jobs(request: HttpRequest) -> HttpResponse:
    """Do what was asked to the jobs that were ticked, and go back to where that was."""
    back = own_url(request, request.headers.get("Referer")) or reverse("admin:background_jobrecord_changelist")
    reason = request.POST.get("reason") or f"cancelled by {request.user}"
    orders: dict[str, Order[str]] = {"cancel": cancelling(reason), "retry": RETRY}
    order = orders.get(request.POST.get("action", ""))
    jobs = _jobs(request.POST.getlist("job")[:AT_ONCE])
    if order is None or not jobs:
        messages.error(request, "Tick the jobs, then choose what to do with them.")
        return redirect(back)
    changes = Changes()
    for queue, of_queue in groupby(sorted(jobs, key=attrgetter("queue")), key=attrgetter("queue")):
        changes += order.carry_out(queue, [str(job.id) for job in of_queue], by=Orderer.person(request.user))
    tell(request, order, changes)
    return redirect(back)


def may_operate(request: HttpRequest) -> bool:
    return request.user.has_perm(OPERATE_JOBS)


def _jobs(ids: Sequence[str]) -> list[JobRecord]:
    found = (JobRecord.objects.using(database).filter(id__in=as_uuids(ids)) for database in ledger_databases())
    return [row for rows in found for row in rows.only("id", "queue")]
