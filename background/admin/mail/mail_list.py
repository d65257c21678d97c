"""The log of mail, a page at a time, without ever counting it."""

from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from background.admin.cursor_links import link, without_cursor
from background.admin.mail.mail_filters import MailFilters
from background.exceptions import CursorInvalid
from background.ledger.page import Page
from background.mail.log import find
from background.mail.recipients import recipients_like
from background.models import MailMessage

SHOWN = 50


def mail_list(request: HttpRequest) -> HttpResponse:
    """Newest first. The beginning of an address leads to the addresses that begin so."""
    filters = MailFilters(request.GET)
    page = _page(filters, request.GET.get("cursor", ""))
    context = {
        **admin.site.each_context(request),
        "title": "Mail",
        "filters": filters,
        "is_filtered": bool(without_cursor(request)),
        "mails": page.rows,
        "alike": [(one, f"?{urlencode({'recipient': one})}") for one in _alike(filters, page)],
        "newer": link(request, page.newer),
        "older": link(request, page.older),
    }
    return render(request, "admin/background/mail_list.html", context)


def _page(filters: MailFilters, cursor: str) -> Page[MailMessage]:
    if not filters.is_valid():
        return Page()
    try:
        return find(filters.wanted(), cursor=cursor, limit=SHOWN)
    except CursorInvalid:  # an old bookmark
        return find(filters.wanted(), limit=SHOWN)


def _alike(filters: MailFilters, page: Page[MailMessage]) -> list[str]:
    typed = filters.cleaned_data.get("recipient", "").strip()
    return recipients_like(typed) if typed and not page.rows else []
