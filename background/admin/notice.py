"""One sentence on a page in the admin's look."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

_TITLES = {
    403: "Not allowed",
    404: "Not found",
    503: "The queues cannot be reached",
}


def notice(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": _TITLES[status], "sentence": sentence}
    return render(request, "django_rq/notice.html", context, status=status)
