"""A value that its job may know and nobody else: it does not print, and it travels encrypted."""

from base64 import urlsafe_b64encode
from functools import cache
from hashlib import sha256
from typing import Final

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from background.exceptions import PayloadInvalid

MARK: Final = "$secret"
MASK: Final = "********"


class Secret[T]:
    """Wraps a value of a payload, as in `otp: Secret[str]`. Only the handler calls `reveal()`."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        return self._value

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash((Secret, self._value))


def seal(secret: Secret[object]) -> dict[str, str]:
    """The secret as it travels: `{"$secret": token}`, the token by Fernet under the first key."""
    return {MARK: _cipher(_keys()).encrypt(msgspec.json.encode(secret.reveal())).decode()}


def unseal(sealed: object) -> object:
    """The plain value again.

    Raises:
        PayloadInvalid: not a sealed value, or sealed with a key that is no longer configured.
    """
    match sealed:
        case {"$secret": str(token)}:
            try:
                return msgspec.json.decode(_cipher(_keys()).decrypt(token))
            except (InvalidToken, msgspec.DecodeError) as error:
                raise PayloadInvalid("a secret was sealed with a key that BACKGROUND_SECRET_KEYS no longer lists") from error
        case _:
            raise PayloadInvalid("a secret is not in its sealed form")


def mask(value: object) -> object:
    """The same JSON value with every sealed secret replaced by asterisks."""
    match value:
        case {"$secret": _}:
            return MASK
        case dict():
            return {key: mask(item) for key, item in value.items()}
        case list():
            return [mask(item) for item in value]
        case _:
            return value


def _keys() -> tuple[str, ...]:
    return tuple(settings.BACKGROUND["SECRET_KEYS"])


@cache
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"background.secret:{key}".encode()).digest())) for key in keys])
