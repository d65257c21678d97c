"""Dead letters as JSON, and which of them are meant."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rest_framework import serializers

from background.engine.queue_names import resolve
from background.exceptions import UnknownQueue
from background.interfaces import DeadLetter, JobFault
from background.ledger.fold import fingerprint
from config.api.serializers import StrictSerializer

MOST_ORDERED = 1_000
"""Letters to one order, which keeps a request short; who has more asks again."""


class OriginalJobSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    data = serializers.JSONField(help_text="its secrets masked")  # type: ignore[assignment]  # DRF takes declared fields off the class
    opts = serializers.JSONField()


class LetterErrorSerializer(serializers.Serializer[Any]):
    message = serializers.CharField()
    stack = serializers.CharField()
    code = serializers.CharField(help_text="the class of the error")
    reason = serializers.CharField(help_text="what made it the last one: exhausted, timeout, poison, …")
    fingerprint = serializers.CharField(help_text="the same for errors that differ in numbers and quoted values only")


class DeadLetterSerializer(serializers.Serializer[Any]):
    """A job that failed for good. Its id is that of the job."""

    id = serializers.CharField()
    queue = serializers.CharField()
    original_job = OriginalJobSerializer()
    error = LetterErrorSerializer()
    failed_at = serializers.CharField()
    attempts = serializers.IntegerField()


class LetterFilters(StrictSerializer):
    """Which letters are meant; all, where nothing is said."""

    queue = serializers.CharField(max_length=100, required=False)
    name = serializers.CharField(max_length=200, required=False)
    error = serializers.CharField(max_length=200, required=False, help_text="the class of the error")
    fingerprint = serializers.RegexField(r"\A[0-9a-f]{16}\Z", required=False)
    failed_after = serializers.DateTimeField(required=False)
    failed_before = serializers.DateTimeField(required=False)

    def validate_queue(self, given: str) -> str:
        try:
            return resolve(given)
        except UnknownQueue as error:
            raise serializers.ValidationError(str(error), "unknown_queue") from error

    @property
    def queue_name(self) -> str | None:
        given: dict[str, Any] = self.validated_data
        return given.get("queue")

    @property
    def is_wanted(self) -> Callable[[DeadLetter], bool]:
        """Whether one fulfils the rest."""
        given: dict[str, Any] = self.validated_data
        after, before = given.get("failed_after"), given.get("failed_before")

        def is_wanted(letter: DeadLetter) -> bool:
            known = {"name": letter["name"], "error": letter["error"]["code"]}
            if any(given[name] != value for name, value in known.items() if name in given):
                return False
            if "fingerprint" in given and given["fingerprint"] != _fingerprint(letter):
                return False
            return not (after or before) or _is_between(letter["failedAt"], after, before)

        return is_wanted


class LetterPageFilters(LetterFilters):
    cursor = serializers.CharField(max_length=400, required=False, default="")
    limit = serializers.IntegerField(min_value=1, max_value=100, default=25)


class LettersOrderSerializer(LetterFilters):
    """An order to all letters that are meant, the newest first, up to `limit`."""

    limit = serializers.IntegerField(min_value=1, max_value=MOST_ORDERED, default=100)
    dry_run = serializers.BooleanField(default=False, help_text="only count")


class RefusedSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    detail = serializers.CharField()


class LettersDoneSerializer(serializers.Serializer[Any]):
    matched = serializers.IntegerField(help_text="at most `limit`")
    done = serializers.IntegerField()
    refused = RefusedSerializer(many=True)
    has_more = serializers.BooleanField(help_text="whether letters are left to look at; ask again")
    dry_run = serializers.BooleanField()


def shown(letter: DeadLetter) -> Any:
    """One letter as JSON."""
    job, error = letter["originalJob"], letter["error"]
    return DeadLetterSerializer(
        {
            "id": job["id"],
            "queue": letter["queue"],
            "original_job": {**job, "name": letter["name"]},
            "error": {**error, "fingerprint": _fingerprint(letter)},
            "failed_at": letter["failedAt"],
            "attempts": letter["attempts"],
        }
    ).data


def _fingerprint(letter: DeadLetter) -> str:
    return fingerprint(str(JobFault(code=letter["error"]["code"], message=letter["error"]["message"])))


def _is_between(moment: str, after: datetime | None, before: datetime | None) -> bool:
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:  # of a letter that cannot be read
        return False
    return (after is None or at > after) and (before is None or at < before)
