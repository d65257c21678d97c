"""Which jobs a list shows."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from rest_framework import serializers

from background.constants import JobState
from background.models import JobRecord
from config.api.serializers import StrictSerializer


class JobFilters(StrictSerializer):
    """The query of `GET jobs/`; an unknown or malformed filter is a 400, never an empty list."""

    state = serializers.MultipleChoiceField(choices=[state.value for state in JobState], required=False)
    name = serializers.CharField(max_length=200, required=False)
    queue = serializers.CharField(max_length=100, required=False)
    owner = serializers.CharField(max_length=64, required=False)
    error = serializers.CharField(max_length=200, required=False, help_text="the class of the error, or its fingerprint")
    created_after = serializers.DateTimeField(required=False)
    created_before = serializers.DateTimeField(required=False)
    q = serializers.CharField(max_length=200, required=False, help_text="an id, a request id, or the beginning of a name")
    cursor = serializers.CharField(required=False)
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False)

    def narrowed(self, rows: QuerySet[JobRecord]) -> QuerySet[JobRecord]:
        given: dict[str, Any] = self.validated_data
        for name in ("name", "queue", "owner"):
            if name in given:
                rows = rows.filter(**{name: given[name]})
        if given.get("state"):
            rows = rows.filter(state__in=given["state"])
        if "error" in given:
            rows = rows.filter(Q(error_code=given["error"]) | Q(fingerprint=given["error"]))
        if "created_after" in given:
            rows = rows.filter(created_at__gt=given["created_after"])
        if "created_before" in given:
            rows = rows.filter(created_at__lt=given["created_before"])
        return rows.filter(_search(given["q"])) if "q" in given else rows


def _search(text: str) -> Q:
    found = Q(name__startswith=text) | Q(request_id=text)
    try:
        return found | Q(id=UUID(text))
    except ValueError:
        return found
