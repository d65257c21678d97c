"""One job: what is known of it, what it does now, and every run on a line of time."""

from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from background.admin.job_orders import may_operate
from background.admin.job_runs import runs_of
from background.admin.pages import LINES_SHOWN
from background.admin.recorder_notice import nobody_records
from background.admin.time_line import WIDTH, bars
from background.engine.look import look
from background.exceptions import JobNotFound, QueueUnavailable, UnreadableData
from background.interfaces import JobSnapshot, LogLine
from background.ledger.browse import row_of
from background.rq_adapter.attempts import pretty
from background.rq_adapter.logs import logs_of


def job_page(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = _look(job_id)
    runs = runs_of(job)
    context = {
        **admin.site.each_context(request),
        "title": job.name,
        "job": job,
        "row": row_of(job_id),
        "data": pretty(job.data),
        "result": "" if job.result is None else pretty(job.result),
        "runs": runs,
        "bars": bars(job.created_at, runs, is_final=job.state.is_final, now=timezone.now()),
        "line_width": WIDTH,
        "log": _log(job),
        "no_recorder": nobody_records(),
        "may_operate": may_operate(request),
    }
    return render(request, "admin/background/job.html", context)


def _look(job_id: UUID) -> JobSnapshot:
    try:
        return look(str(job_id))
    except JobNotFound as error:
        raise Http404("There is no such job; it never was, or it has been forgotten.") from error


def _log(job: JobSnapshot) -> list[LogLine]:
    try:
        return logs_of(job.id, offset=-LINES_SHOWN)
    except (QueueUnavailable, UnreadableData):
        return []
