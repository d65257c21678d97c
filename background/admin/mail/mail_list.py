"""The log of mail, a page at a time, without ever counting it."""

from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from background.admin.asked_page import SHOWN, around, asked_page
from background.admin.mail.mail_filters import MailFilters
from background.ledger.page import Page
from background.mail.log import find
from background.mail.recipients import recipients_like
from background.models import MailMessage


def mail_list(request: HttpRequest) -> HttpResponse:
    """Newest first. The beginning of an address leads to the addresses that begin so."""
    filters = MailFilters(request.GET)
    page = asked_page(request, filters, lambda cursor: find(filters.wanted(), cursor=cursor, limit=SHOWN))
    context = {
        **admin.site.each_context(request),
        **around(request, page),
        "title": "Mail",
        "filters": filters,
        "mails": page.rows,
        "alike": [(one, f"?{urlencode({'recipient': one})}") for one in _alike(filters, page)],
    }
    return render(request, "admin/background/mail_list.html", context)


def _alike(filters: MailFilters, page: Page[MailMessage]) -> list[str]:
    typed = filters.cleaned_data.get("recipient", "").strip()
    return recipients_like(typed) if typed and not page.rows else []
