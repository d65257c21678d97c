"""Which jobs a list shows."""

from typing import Any

from rest_framework import serializers

from background.api.tag_field import TagField
from background.constants import JobState
from background.ledger.wanted import Wanted
from config.api.serializers import StrictSerializer


class JobFilters(StrictSerializer):
    """The query of `GET jobs/`; an unknown or malformed filter is a 400, never an empty list."""

    state = serializers.MultipleChoiceField(choices=[state.value for state in JobState], required=False)
    name = serializers.CharField(max_length=200, required=False)
    queue = serializers.CharField(max_length=100, required=False)
    owner = serializers.CharField(max_length=64, required=False)
    tag = TagField(required=False)
    request_id = serializers.CharField(max_length=64, required=False)
    error = serializers.CharField(max_length=200, required=False, help_text="the class of the error, or its fingerprint")
    created_after = serializers.DateTimeField(required=False)
    created_before = serializers.DateTimeField(required=False)
    q = serializers.CharField(
        max_length=200,
        required=False,
        help_text="the id of a job or of a request, or words that all are in the name, the tags, the error, or (for staff) the payload",
    )
    cursor = serializers.CharField(max_length=50, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=100, default=25)

    def wanted(self, *, sees_payloads: bool) -> Wanted:
        given: dict[str, Any] = self.validated_data
        conditions = {name: value for name, value in given.items() if name not in ("state", "q", "cursor", "limit")}
        states = [JobState(state) for state in sorted(given.get("state", ()))]
        return Wanted(text=given.get("q", ""), states=states, sees_payloads=sees_payloads, **conditions)
