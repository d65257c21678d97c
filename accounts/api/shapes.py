"""What people send and get; each shape is used by the view of the same name."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as Refused
from rest_framework import serializers
from rest_framework.fields import get_error_detail

from accounts.api.fields import EmailAddressField, LocaleField, NameField
from accounts.models import User
from accounts.services.codes import DIGITS
from accounts.services.email_address import LONGEST
from accounts.services.passwords import LONGEST as LONGEST_PASSWORD
from config.api.serializers import StrictSerializer


def _password() -> serializers.CharField:
    """Taken letter by letter, spaces included (NIST 800-63B)."""
    return serializers.CharField(max_length=LONGEST_PASSWORD, trim_whitespace=False, write_only=True, style={"input_type": "password"})


class Registration(StrictSerializer):
    email = EmailAddressField(max_length=LONGEST)
    password = _password()
    name = NameField(max_length=150)

    def validate(self, attrs: dict[str, str]) -> dict[str, str]:
        """Judged by what was sent only, so the verdict is the same whether the address is known or not."""
        try:
            validate_password(attrs["password"], user=User(email=attrs["email"], name=attrs["name"]))
        except Refused as error:
            raise serializers.ValidationError({"password": get_error_detail(error)}) from error
        return attrs


class Verification(StrictSerializer):
    email = EmailAddressField(max_length=LONGEST)
    otp = serializers.RegexField(
        rf"\A[0-9]{{{DIGITS}}}\Z",
        help_text="The six digits from the mail, as text.",
        error_messages={"invalid": f"A code is {DIGITS} digits, as text; it is in the mail."},
    )


class CodeRequest(StrictSerializer):
    email = EmailAddressField(max_length=LONGEST)


class LinkRequest(StrictSerializer):
    email = EmailAddressField(max_length=LONGEST)


class NewPassword(StrictSerializer):
    uid = serializers.CharField(max_length=64, help_text="As in the link from the mail.")
    token = serializers.CharField(max_length=128, help_text="As in the link from the mail.")
    new_password = _password()


class Credentials(StrictSerializer):
    email = EmailAddressField(max_length=LONGEST)
    password = _password()


class Person(serializers.Serializer[User]):
    id = serializers.UUIDField(read_only=True)
    email = serializers.EmailField(read_only=True)
    name = serializers.CharField(read_only=True)
    is_verified = serializers.BooleanField(read_only=True)
    locale = serializers.CharField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)


class Profile(StrictSerializer):
    """What people may change about themselves; the rest is there to be refused by its name."""

    id = serializers.UUIDField(read_only=True)
    email = serializers.EmailField(read_only=True)
    name = NameField(required=False, max_length=150)
    is_verified = serializers.BooleanField(read_only=True)
    locale = LocaleField(required=False)
    created_at = serializers.DateTimeField(read_only=True)


class Session(serializers.Serializer[Any]):
    token = serializers.CharField(read_only=True, help_text="For `Authorization: Token …`. It is shown this once.")
    expires_at = serializers.DateTimeField(read_only=True)
    user = Person(read_only=True)


class Answer(serializers.Serializer[Any]):
    detail = serializers.CharField(read_only=True)
