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


def refuse_body(request: Request) -> None:
    """For an order that takes no particulars: one who gives some would think that they were followed.

    Raises:
        ValidationError: there are some; it names them.
    """
    StrictSerializer(data=request.data).is_valid(raise_exception=True)


class StrictSerializer(serializers.Serializer[Any]):
    """A misspelt or read-only field is an error: ignoring it would tell the sender that it was taken."""

    def to_internal_value(self, data: object) -> object:
        errors = self._surplus(data)
        try:
            value: object = super().to_internal_value(data)
        except ValidationError as error:
            if isinstance(error.detail, dict):
                told = {name: self._with_choices(name, detail) for name, detail in error.detail.items()}
                raise ValidationError({**told, **errors}) from error
            raise
        if errors:
            raise ValidationError(errors)
        return value

    def _surplus(self, data: object) -> dict[str, list[ErrorDetail]]:
        if not isinstance(data, Mapping):
            return {}
        return {str(name): [self._refusal(name)] for name in data if self._takes_not(name)}

    def _takes_not(self, name: str) -> bool:
        return name not in self.fields or self.fields[name].read_only

    def _refusal(self, name: str) -> ErrorDetail:
        if name in self.fields:
            return ErrorDetail("This cannot be changed.", "read_only")
        known = [known for known, field in self.fields.items() if not field.read_only]
        there_are = f"there are {', '.join(known)}" if known else "nothing is taken here"
        return ErrorDetail(f"There is no such field; {there_are}.", "unknown_field")

    def _with_choices(self, name: str, detail: Any) -> Any:
        """DRF says that a word is none of the choices, and not which they are."""
        choices = getattr(self.fields.get(name), "choices", None)
        if not choices or not isinstance(detail, list):
            return detail
        return [_with_choices(error, choices) if error.code == "invalid_choice" else error for error in detail]


def _with_choices(error: ErrorDetail, choices: Mapping[str, object]) -> ErrorDetail:
    return ErrorDetail(f"{str(error).rstrip('.')}; there are {', '.join(choices)}.", error.code)
