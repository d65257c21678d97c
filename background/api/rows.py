"""Pages of a model's rows, newest first, that do not shift while rows come in."""

import re
from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError as ValueInvalid
from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from background.api.pagination import paged
from config.api.serializers import StrictSerializer

_CURSOR = re.compile(r"([on])([0-9a-f-]{1,36})")


class PageFilters(StrictSerializer):
    """What the query of every list takes."""

    cursor = serializers.CharField(max_length=50, required=False, default="")
    limit = serializers.IntegerField(min_value=1, max_value=100, default=25)


def page_of[M: Model](request: Request, rows: QuerySet[M], given: PageFilters, show: Callable[[Sequence[M]], Sequence[object]]) -> Response:
    """One page, in the order of the primary key.

    Args:
        show: of the rows of the page.

    Raises:
        ValidationError: the cursor is none of ours.
    """
    cursor, limit = given.validated_data["cursor"], given.validated_data["limit"]
    direction, key = _read(rows, cursor) if cursor else ("o", None)
    is_upwards = direction == "n"
    beside = rows if key is None else rows.filter(**{"pk__gt" if is_upwards else "pk__lt": key})
    found = list(beside.order_by("pk" if is_upwards else "-pk")[: limit + 1])
    shown, has_more = found[:limit], len(found) > limit
    if is_upwards:
        shown.reverse()
    older = f"o{shown[-1].pk}" if shown and (has_more or is_upwards) else ""
    newer = f"n{shown[0].pk}" if shown and (has_more if is_upwards else cursor) else ""
    return paged(request, show(shown), older=older, newer=newer)


def _read[M: Model](rows: QuerySet[M], cursor: str) -> tuple[str, object]:
    parts = _CURSOR.fullmatch(cursor)
    try:
        if parts:
            return parts[1], rows.model._meta.pk.to_python(parts[2])
    except ValueInvalid:
        pass
    raise ValidationError({"cursor": [ErrorDetail(f"{cursor!r} is no cursor; take the one of a page's neighbour", "invalid")]})
