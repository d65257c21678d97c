"""The page of a long list that a request asks for, and the links to its neighbours, which keep what the list is filtered by."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpRequest

from background.exceptions import CursorInvalid
from background.ledger.page import Page
from background.models import JobRecord, MailMessage

SHOWN = 50


def asked_page[M: (JobRecord, MailMessage)](request: HttpRequest, filters: Form, find: Callable[[str], Page[M]]) -> Page[M]:
    """What `find` has at the cursor that is asked for, or at the beginning if that is none; nothing, if the filters make no sense."""
    if not filters.is_valid():
        return Page()
    try:
        return find(request.GET.get("cursor", ""))
    except CursorInvalid:  # an old bookmark
        return find("")


def around[M: (JobRecord, MailMessage)](request: HttpRequest, page: Page[M]) -> dict[str, object]:
    """What the template of such a list shows beside the rows; a link is "" where there is no page."""
    kept = _without_cursor(request)
    return {"is_filtered": bool(kept), "newer": _link(kept, page.newer), "older": _link(kept, page.older)}


def _without_cursor(request: HttpRequest) -> list[tuple[str, str]]:
    """What was asked for besides the place."""
    return [(name, value) for name, values in request.GET.lists() if name != "cursor" for value in values if value]


def _link(kept: list[tuple[str, str]], cursor: str) -> str:
    return f"?{urlencode([*kept, ('cursor', cursor)])}" if cursor else ""
