"""Cancels jobs, or lets them start afresh, wherever they are; each act leaves its entry in the admin's log."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.contrib.admin.models import CHANGE
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from background.admin.actions import tell
from background.admin.places import own_url
from background.admin.rules import OPERATE_JOBS
from background.engine.databases import ledger_databases
from background.exceptions import JobNotFound
from background.ledger.cancel import cancel
from background.ledger.ids import as_uuids
from background.ledger.retry import retry
from background.models import JobRecord
from background.orders.jobs import Order
from background.rq_adapter.cancel import Cancellation
from background.rq_adapter.changes import Changes

AT_ONCE = 1000
"""Many more than a page shows."""

RETRY = Order(verb="retry", done="requeued", flag=CHANGE, act=retry)


def order_jobs(request: HttpRequest) -> HttpResponse:
    """Do what was asked to the jobs that were ticked, and go back to where that was."""
    back = own_url(request, request.headers.get("Referer")) or reverse("admin:background_jobrecord_changelist")
    order = {"cancel": _cancelling(request), "retry": RETRY}.get(request.POST.get("action", ""))
    jobs = _jobs(request.POST.getlist("job")[:AT_ONCE])
    if order is None or not jobs:
        messages.error(request, "Tick the jobs, then choose what to do with them.")
        return redirect(back)
    changes = Changes()
    for queue, of_queue in groupby(sorted(jobs, key=attrgetter("queue")), key=attrgetter("queue")):
        changes += order.carry_out(queue, [str(job.id) for job in of_queue], user_id=request.user.pk)
    tell(request, order, changes)
    return redirect(back)


def may_operate(request: HttpRequest) -> bool:
    return request.user.has_perm(OPERATE_JOBS)


def _jobs(ids: Sequence[str]) -> list[JobRecord]:
    found = (JobRecord.objects.using(database).filter(id__in=as_uuids(ids)) for database in ledger_databases())
    return [row for rows in found for row in rows.only("id", "queue")]


def _cancelling(request: HttpRequest) -> Order[str | bytes]:
    reason = request.POST.get("reason") or f"cancelled by {request.user}"
    return Order(verb="cancel", done="cancelled", flag=CHANGE, act=partial(_cancel, reason=reason))


def _cancel(queue: str, job_ids: Sequence[str | bytes], *, reason: str) -> Changes:
    """One that runs has been told; it counts as cancelled."""
    changes = Changes()
    for job_id in map(str, job_ids):
        try:
            is_late = cancel(job_id, reason=reason) is Cancellation.TOO_LATE
        except JobNotFound:
            changes.refused[job_id] = "it has been forgotten"
            continue
        if is_late:
            changes.refused[job_id] = "it has ended"
        else:
            changes.changed.append(job_id)
    return changes
