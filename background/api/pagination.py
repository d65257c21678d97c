"""Pages that do not shift while jobs come in."""

from typing import Any

from django.core.exceptions import ValidationError as InvalidValue
from django.db import DatabaseError
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response


class NewestFirst(CursorPagination):
    """25 to a page, 100 at most; `next` and `previous` also stand in a `Link` header (RFC 8288)."""

    page_size = 25
    max_page_size = 100
    page_size_query_param = "limit"
    ordering = "-id"

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (NotFound, InvalidValue, ValueError, OverflowError, DatabaseError) as error:
            raise ValidationError({"cursor": "this cursor was not made here"}) from error

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self.get_next_link(), "prev": self.get_previous_link()}
        response = Response({"results": data, "next": links["next"], "previous": links["prev"]})
        if given := [f'<{url}>; rel="{name}"' for name, url in links.items() if url]:
            response["Link"] = ", ".join(given)
        return response
