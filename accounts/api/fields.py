"""The parts of a body that say who someone is, refused here if they could do harm later."""

import unicodedata

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.exceptions import InvalidAddress
from accounts.services.email_address import clean_address
from background.mail.subject import is_one_line

_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols to Unicode, which nobody sees: the fillers of Hangul, and Braille without a dot."""


@extend_schema_field(OpenApiTypes.EMAIL)
class EmailAddressField(serializers.CharField):
    def to_internal_value(self, data: str) -> str:
        try:
            return clean_address(super().to_internal_value(data))
        except InvalidAddress as error:
            raise serializers.ValidationError(str(error), code="invalid_email") from error


class NameField(serializers.CharField):
    """A name goes into the header of a mail, where a line break would begin another header."""

    def to_internal_value(self, data: str) -> str:
        text = super().to_internal_value(data)
        if not is_one_line(text):
            raise serializers.ValidationError("Control characters and line breaks cannot be in a name.", code="control_character")
        if not any(unicodedata.category(character)[0] in "LNPS" and character not in _BLANKS for character in text):
            raise serializers.ValidationError("A name needs a letter, or another character that can be seen.", code="blank")
        return text


class LocaleField(serializers.CharField):
    """One of `settings.LANGUAGES`."""

    def to_internal_value(self, data: str) -> str:
        text = super().to_internal_value(data).lower()
        known = dict(settings.LANGUAGES)
        if text not in known:
            detail = f"{text[:20]!r} is no language that mails are written in; those are {', '.join(known)}."
            raise serializers.ValidationError(detail, code="unknown_locale")
        return text
