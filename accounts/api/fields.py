"""The parts of a body that say who someone is, refused here if they could do harm later."""

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.exceptions import InvalidAddress, InvalidName
from accounts.services.email_address import clean_address
from accounts.services.person_name import clean_name


@extend_schema_field(OpenApiTypes.EMAIL)
class EmailAddressField(serializers.CharField):
    def to_internal_value(self, data: str) -> str:
        try:
            return clean_address(super().to_internal_value(data))
        except InvalidAddress as error:
            raise serializers.ValidationError(str(error), code="invalid_email") from error


class NameField(serializers.CharField):
    def to_internal_value(self, data: str) -> str:
        try:
            return clean_name(super().to_internal_value(data))
        except InvalidName as error:
            raise serializers.ValidationError(str(error), code=error.code) from error


class LocaleField(serializers.CharField):
    """One of `settings.LANGUAGES`."""

    def to_internal_value(self, data: str) -> str:
        text = super().to_internal_value(data).lower()
        known = dict(settings.LANGUAGES)
        if text not in known:
            detail = f"{text[:20]!r} is no language that mails are written in; those are {', '.join(known)}."
            raise serializers.ValidationError(detail, code="unknown_locale")
        return text
