"""What the ledger occupies, and how much of it is remembered for how long."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from background.ledger.retention import retentions
from background.ledger.storage import storage


def storage_page(request: HttpRequest) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": "Storage", "uses": storage(), "retentions": retentions()}
    return render(request, "admin/background/storage.html", context)
