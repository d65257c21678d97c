"""The parts of a body that go into the headers of a mail, refused here if they could do harm there."""

from typing import Any

from rest_framework import serializers

from background.exceptions import PayloadInvalid
from background.mail.address import one_address
from background.mail.subject import is_one_line


class AddressField(serializers.CharField):
    """One address, in its normal form."""

    def to_internal_value(self, data: Any) -> str:
        try:
            return one_address(super().to_internal_value(data))
        except PayloadInvalid as error:
            raise serializers.ValidationError(str(error), code="invalid_address") from error


class OneLineField(serializers.CharField):
    """Text that goes into a header: a line break in it would begin another header."""

    def to_internal_value(self, data: Any) -> str:
        text = str(super().to_internal_value(data))
        if not is_one_line(text):
            raise serializers.ValidationError("This holds a line break or another control character.", code="not_one_line")
        return text
