"""The list of batches, newest first, a page at a time, each with how far it is."""

from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from background.admin.recorder_notice import nobody_records
from background.ledger.groups.progress import progress_of
from background.ledger.ids import as_uuid
from background.models import JobBatch

SHOWN = 25


def batch_list(request: HttpRequest) -> HttpResponse:
    """`?before=` the id of a batch: those that are older."""
    rows = _rows(as_uuid(request.GET.get("before", "")))
    shown = rows[:SHOWN]
    progress = progress_of([row.id for row in shown])
    context = {
        **admin.site.each_context(request),
        "title": "Batches",
        "batches": [(row, progress[row.id]) for row in shown],
        "older": f"?before={shown[-1].id}" if len(rows) > SHOWN else "",
        "is_first_page": "before" not in request.GET,
        "no_recorder": nobody_records(),
    }
    return render(request, "admin/background/batch_list.html", context)


def _rows(before: UUID | None) -> list[JobBatch]:
    """One more than are shown."""
    rows = JobBatch.objects.order_by("-id")
    return list((rows.filter(id__lt=before) if before else rows)[: SHOWN + 1])
