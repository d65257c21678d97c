"""The pages that show queues, the jobs on their shelves, one job, and one of its attempts."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django_rq.contrib.prometheus import RQCollector
from django_rq.utils import DEFAULT_ITEMS_PER_PAGE, get_cron_schedulers, paginate

from background.admin.orders import DELETE, REQUEUE, STOP
from background.admin.places import queue_name, queue_names
from background.admin.rules import OPERATE_QUEUES, VIEW_JOBS, View
from background.exceptions import JobNotFound
from background.interfaces import JobSnapshot
from background.monitoring.recording import recording
from background.rq_adapter import quarantine, shelves
from background.rq_adapter.attempts import attempts_of, pretty
from background.rq_adapter.connection import connection
from background.rq_adapter.logs import logs_of
from background.rq_adapter.numbers import numbers
from background.rq_adapter.onlooker import onlooking
from background.rq_adapter.other_kinds import unless_unreadable
from background.rq_adapter.pause import pauses
from background.rq_adapter.rows import JOB_ID, rows, rows_of
from background.rq_adapter.shelves import Shelf
from background.rq_adapter.snapshot import snapshot_of

LINES_SHOWN = 200
"""Of a job's log, the newest."""

ORDERS_ON = {
    Shelf.QUEUED: (DELETE,),
    Shelf.STARTED: (STOP,),
    Shelf.SCHEDULED: (DELETE, REQUEUE),
    Shelf.DEFERRED: (DELETE, REQUEUE),
    Shelf.FINISHED: (DELETE, REQUEUE),
    Shelf.FAILED: (DELETE, REQUEUE),
}


def home(request: HttpRequest) -> HttpResponse:
    queues, resting = numbers(connection(), queue_names()), unless_unreadable(pauses) or {}
    for queue in queues:
        queue["pause"] = resting.get(queue["name"])
    with onlooking():
        # A stranger may have registered one under a name that no URL can hold.
        crons = [scheduler.name for scheduler in get_cron_schedulers() if scheduler.name and "/" not in scheduler.name]
    return _page(
        request,
        "stats",
        queues=queues,
        crons=crons,
        view_metrics=RQCollector is not None,
        recording=unless_unreadable(recording),
        put_aside=unless_unreadable(quarantine.count),
        why_aside=quarantine.REASON,
    )


def home_json(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"queues": numbers(connection(), queue_names())})


def shelf(shelf: Shelf) -> View:
    """The view of the jobs that stand there."""

    def view(request: HttpRequest, queue_index: int) -> HttpResponse:
        queue = queue_name(queue_index)
        number = shelves.count(connection(), queue, shelf)
        page, page_range, offset = paginate(request, number)
        newest_first = shelf is not Shelf.QUEUED and request.GET.get("desc", "1") == "1"
        found = rows(connection(), queue, shelf, offset=offset, length=DEFAULT_ITEMS_PER_PAGE, newest_first=newest_first)
        return _page(
            request,
            "jobs",
            queue_index=queue_index,
            queue_name=queue,
            shelf=shelf.name.lower(),
            orders=ORDERS_ON[shelf] if request.user.has_perm(OPERATE_QUEUES) else (),
            may_view_jobs=request.user.has_perm(VIEW_JOBS),
            jobs=found,
            number=number,
            page=page,
            page_range=page_range,
            newest_first=newest_first,
        )

    return view


def job(request: HttpRequest, queue_index: int, job_id: str) -> HttpResponse:
    snapshot = _snapshot(queue_index, job_id)
    row = rows_of(connection(), [job_id.encode()])[0]
    may_operate = request.user.has_perm(OPERATE_QUEUES)
    return _page(
        request,
        "job_detail",
        queue_index=queue_index,
        queue_name=queue_name(queue_index),
        job=snapshot,
        row=row,
        data=pretty(snapshot.data),
        attempts=attempts_of(connection(), job_id),
        log=logs_of(job_id, offset=-LINES_SHOWN),
        may_delete=may_operate and row.status != "started",
        may_requeue=may_operate and row.status in ("failed", "finished", "canceled", "scheduled", "deferred"),
        may_stop=may_operate and row.status == "started",
    )


def attempt(request: HttpRequest, queue_index: int, job_id: str, result_id: str) -> HttpResponse:
    snapshot = _snapshot(queue_index, job_id)
    found = next((attempt for attempt in attempts_of(connection(), job_id) if attempt.id == result_id), None)
    if found is None:
        raise Http404("This attempt is not on record; only the last ten of a job are.")
    return _page(request, "result_detail", queue_index=queue_index, queue_name=queue_name(queue_index), job=snapshot, attempt=found)


def _snapshot(queue_index: int, job_id: str) -> JobSnapshot:
    try:
        snapshot = snapshot_of(connection(), job_id if JOB_ID.fullmatch(job_id) else "")
    except JobNotFound as error:
        raise Http404("There is no such job; it never was, or it has been forgotten.") from error
    if snapshot.queue not in ("", queue_name(queue_index)):
        raise Http404(f"This job is not of queue {queue_name(queue_index)}.")
    return snapshot


def _page(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return render(request, f"django_rq/{template}.html", {**admin.site.each_context(request), **context})
