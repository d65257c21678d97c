"""Serializers that say so when they are sent what they do not take."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request


def refuse_query(request: Request) -> None:
    """For a resource that takes no query: a filter that nobody applies would show what was not asked for.

    Raises:
        ValidationError: there is one; it names what was given.
    """
    StrictSerializer(data=request.query_params).is_valid(raise_exception=True)


class StrictSerializer(serializers.Serializer[Any]):
    """A misspelt or read-only field is an error: ignoring it would tell the sender that it was taken."""

    def to_internal_value(self, data: object) -> object:
        errors = self._surplus(data)
        try:
            value: object = super().to_internal_value(data)
        except ValidationError as error:
            if isinstance(error.detail, dict):
                raise ValidationError({**error.detail, **errors}) from error
            raise
        if errors:
            raise ValidationError(errors)
        return value

    def _surplus(self, data: object) -> dict[str, list[ErrorDetail]]:
        if not isinstance(data, Mapping):
            return {}
        return {str(name): [_refusal(self.fields.get(name))] for name in data if self._takes_not(name)}

    def _takes_not(self, name: str) -> bool:
        return name not in self.fields or self.fields[name].read_only


def _refusal(field: object) -> ErrorDetail:
    return ErrorDetail("This cannot be changed.", "read_only") if field else ErrorDetail("There is no such field.", "unknown_field")
