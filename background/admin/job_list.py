"""The list of jobs in the ledger, a page at a time, without ever counting them."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from background.admin.cursor_links import link, without_cursor
from background.admin.job_filters import JobFilters
from background.admin.job_orders import may_operate
from background.admin.recorder_notice import nobody_records
from background.exceptions import CursorInvalid
from background.ledger.browse import as_they_are
from background.ledger.page import Page
from background.ledger.search import find
from background.models import JobRecord

SHOWN = 50


def job_list(request: HttpRequest) -> HttpResponse:
    """Newest first. A state in it is the one of Redis, which knows best; the filter goes by what is written down."""
    filters = JobFilters(request.GET)
    page = _page(filters, request.GET.get("cursor", ""))
    context = {
        **admin.site.each_context(request),
        "title": "Jobs",
        "filters": filters,
        "is_filtered": bool(without_cursor(request)),
        "jobs": as_they_are(page.rows),
        "newer": link(request, page.newer),
        "older": link(request, page.older),
        "no_recorder": nobody_records(),
        "may_operate": may_operate(request),
    }
    return render(request, "admin/background/job_list.html", context)


def _page(filters: JobFilters, cursor: str) -> Page[JobRecord]:
    if not filters.is_valid():
        return Page()
    try:
        return find(filters.wanted(), cursor=cursor, limit=SHOWN)
    except CursorInvalid:  # an old bookmark
        return find(filters.wanted(), limit=SHOWN)
