"""Jobs as JSON."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from background.api.tag_field import TagField
from background.constants import HIGHEST_PRIORITY, LOWEST_PRIORITY, JobState
from background.engine.options import LONGEST_KEY, LONGEST_TIMEOUT, MOST_ATTEMPTS
from background.engine.tags import MOST_TAGS
from background.interfaces import JobSnapshot
from config.api.serializers import StrictSerializer

LINKS = {
    "self": "job",
    "status": "job-status",
    "attempts": "job-attempts",
    "events": "job-events",
    "why": "job-why",
    "logs": "job-logs",
    "cancel": "job-cancel",
    "retry": "job-retry",
}
LONGEST_DELAY_SECONDS = 366 * 24 * 3600


class ProgressSerializer(serializers.Serializer[Any]):
    percent = serializers.IntegerField()
    step = serializers.CharField()


class JobErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class JobSerializer(serializers.Serializer[JobSnapshot]):
    """What the owner of a job sees: neither its payload nor a traceback, but the message of its error."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    queue = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    state = serializers.ChoiceField(choices=[state.value for state in JobState])
    progress = ProgressSerializer()
    attempts = serializers.IntegerField()
    max_attempts = serializers.IntegerField()
    priority = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    run_after = serializers.DateTimeField(allow_null=True)
    enqueued_at = serializers.DateTimeField(allow_null=True)
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    result = serializers.JSONField(allow_null=True)
    error = JobErrorSerializer(allow_null=True)
    note = serializers.CharField(help_text="Why it is as it is, where somebody or something said so.")
    links = serializers.SerializerMethodField()

    @extend_schema_field({"type": "object", "properties": {name: {"type": "string"} for name in LINKS}})
    def get_links(self, job: JobSnapshot) -> dict[str, str]:
        return {name: reverse(f"api:background:{view}", args=[job.id]) for name, view in LINKS.items()}


class StaffJobSerializer(JobSerializer):
    """What staff with `background.view_jobs` sees besides: the payload, its secrets masked."""

    # DRF takes declared fields off the class, so this one hides nothing.
    data = serializers.JSONField()  # type: ignore[assignment]


class JobStatusSerializer(serializers.Serializer[JobSnapshot]):
    """The documents' `getJobStatus`."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=[state.value for state in JobState])
    progress = serializers.IntegerField(source="progress.percent")
    data = serializers.JSONField(allow_null=True)  # type: ignore[assignment]  # as above
    attempts = serializers.IntegerField()
    failed_reason = serializers.CharField(source="error.message", default=None, allow_null=True)
    timestamp = serializers.DateTimeField(source="created_at")


class Seconds(serializers.IntegerField):
    """A number of seconds, as a timedelta."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        # Only a number within its bounds is sure to be one that a timedelta can hold.
        return timedelta(seconds=super().run_validation(data))


class JobOptionsSerializer(StrictSerializer):
    """Its validated data are options as the engine names them."""

    priority = serializers.IntegerField(min_value=LOWEST_PRIORITY, max_value=HIGHEST_PRIORITY, required=False)
    max_attempts = serializers.IntegerField(min_value=1, max_value=MOST_ATTEMPTS, required=False)
    timeout_seconds = Seconds(min_value=1, max_value=int(LONGEST_TIMEOUT.total_seconds()), required=False, source="timeout")
    run_after = serializers.DateTimeField(required=False)
    unique_key = serializers.CharField(max_length=LONGEST_KEY, required=False, help_text="no second job with it until this one has ended")
    tags = serializers.ListField(child=TagField(), max_length=MOST_TAGS, required=False)
    delay_seconds = Seconds(min_value=0, max_value=LONGEST_DELAY_SECONDS, required=False, source="run_after")

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and {"run_after", "delay_seconds"} <= set(data):
            raise serializers.ValidationError({"delay_seconds": "give run_after or delay_seconds, not both"}, code="contradiction")
        return super().to_internal_value(data)


class NewTimeSerializer(StrictSerializer):
    """When a job that waits is to begin: one of the two."""

    run_after = serializers.DateTimeField(required=False)
    delay_seconds = Seconds(min_value=0, max_value=LONGEST_DELAY_SECONDS, required=False, source="run_after")

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and len({"run_after", "delay_seconds"} & set(data)) != 1:
            raise serializers.ValidationError({"run_after": "give run_after or delay_seconds, one of them"}, code="contradiction")
        return super().to_internal_value(data)


class NewJobSerializer(StrictSerializer):
    """A job that staff starts by hand."""

    name = serializers.CharField(max_length=200)
    data = serializers.DictField(default=dict)  # type: ignore[assignment]  # as above
    options = JobOptionsSerializer(default=dict)
