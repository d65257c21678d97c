"""The links from one page of a list to its neighbours, which keep what the list is filtered by."""

from urllib.parse import urlencode

from django.http import HttpRequest


def link(request: HttpRequest, cursor: str) -> str:
    """To the page at this place, or "" where there is none."""
    return f"?{urlencode([*without_cursor(request), ('cursor', cursor)])}" if cursor else ""


def without_cursor(request: HttpRequest) -> list[tuple[str, str]]:
    """What was asked for besides the place."""
    return [(name, value) for name, values in request.GET.lists() if name != "cursor" for value in values if value]
