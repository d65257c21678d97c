"""What the ledger occupies, and how much of it is remembered for how long."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from background.ledger.retention import retentions
from background.ledger.storage import file_bytes, storage

READ_AT_ONCE = 64 << 20
"""Bytes of SQLite's file, which is read as a whole for this, in a tenth of a second or so; nobody waits for a larger one."""


def storage_page(request: HttpRequest) -> HttpResponse:
    file = file_bytes() or 0
    context = {
        **admin.site.each_context(request),
        "title": "Storage",
        "uses": storage() if file <= READ_AT_ONCE else [],
        "file_bytes": file,
        "retentions": retentions(),
    }
    return render(request, "admin/background/storage.html", context)
