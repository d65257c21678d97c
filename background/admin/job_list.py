"""The list of jobs in the ledger, a page at a time, without ever counting them."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from background.admin.asked_page import SHOWN, around, asked_page
from background.admin.job_filters import JobFilters
from background.admin.job_orders import may_operate
from background.admin.recorder_notice import nobody_records
from background.ledger.browse import as_they_are
from background.ledger.search import find


def job_list(request: HttpRequest) -> HttpResponse:
    """Newest first. A state in it is the one of Redis, which knows best; the filter goes by what is written down."""
    filters = JobFilters(request.GET)
    page = asked_page(request, filters, lambda cursor: find(filters.wanted(), cursor=cursor, limit=SHOWN))
    context = {
        **admin.site.each_context(request),
        **around(request, page),
        "title": "Jobs",
        "filters": filters,
        "jobs": as_they_are(page.rows),
        "no_recorder": nobody_records(),
        "may_operate": may_operate(request),
    }
    return render(request, "admin/background/job_list.html", context)
