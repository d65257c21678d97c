"""Pages that do not shift while jobs come in."""

from collections.abc import Sequence

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param


def paged(request: Request, results: Sequence[object], *, older: str, newer: str) -> Response:
    """One page, newest first; its neighbours, by their cursors, also stand in a `Link` header (RFC 8288)."""
    links = {"next": _at(request, older), "prev": _at(request, newer)}
    response = Response({"results": results, "next": links["next"], "previous": links["prev"]})
    if given := [f'<{url}>; rel="{name}"' for name, url in links.items() if url]:
        response["Link"] = ", ".join(given)
    return response


def _at(request: Request, cursor: str) -> str | None:
    return replace_query_param(request.build_absolute_uri(), "cursor", cursor) if cursor else None
