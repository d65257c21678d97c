"""One batch: how far it is, its jobs, and the order to call it off."""

from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from background.admin.job_orders import may_operate
from background.admin.recorder_notice import nobody_records
from background.constants import JobState
from background.ledger.browse import as_they_are
from background.ledger.groups.progress import progress_of
from background.models import JobBatch, JobRecord
from background.orders.cancel import call_off
from background.orders.orderer import Orderer

JOBS_SHOWN = 100


def batch_page(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    batch, progress = _batch(batch_id), progress_of([batch_id])[batch_id]
    states = [state for state in JobState if state in progress.counts]
    wanted = next((state for state in states if state == request.GET.get("state")), None)
    context = {
        **admin.site.each_context(request),
        "title": batch.name,
        "batch": batch,
        "progress": progress,
        "counts": [(state, progress.counts[state]) for state in states],
        "wanted": wanted,
        "jobs": as_they_are(_jobs(batch_id, wanted)),
        "there_are": progress.counts[wanted] if wanted else progress.total,
        "no_recorder": nobody_records(),
        "may_operate": may_operate(request),
    }
    return render(request, "admin/background/batch.html", context)


def cancel_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Call off all its jobs that have not ended."""
    batch = _batch(batch_id)
    reason = request.POST.get("reason", "").replace("\0", "") or f"cancelled by {request.user}"  # PostgreSQL takes none in the log
    if number := call_off(batch, reason=reason, by=Orderer.person(request.user)):
        messages.success(request, f"{number:,} {'job was' if number == 1 else 'jobs were'} cancelled.")
    else:
        messages.error(request, "Not cancelled, because all its jobs have ended.")
    return redirect("admin:background_jobbatch_change", batch.id)


def _batch(batch_id: UUID) -> JobBatch:
    batch = JobBatch.objects.filter(id=batch_id).first()
    if batch is None:
        raise Http404("There is no such batch; it never was, or it has been forgotten.")
    return batch


def _jobs(batch_id: UUID, state: JobState | None) -> list[JobRecord]:
    """Some of them, as the index has them, so that a batch of a million costs no more: cancelled and dead ones first."""
    jobs = JobRecord.objects.filter(batch=batch_id).order_by("state")
    return list((jobs.filter(state=state) if state else jobs)[:JOBS_SHOWN])
