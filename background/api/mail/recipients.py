"""Recipients as a request names them: each is read by itself, so that a bad one harms nobody."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from background.constants import RecipientFault
from background.mail.bulk.recipient import Recipient
from background.queues.email.bulk import MOST_RECIPIENTS

_FIELDS = {"email", "context", "user_id", "locale"}
_SHAPE = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST_RECIPIENTS,
    "items": {
        "type": "object",
        "required": ["email"],
        "properties": {
            "email": {"type": "string", "format": "email"},
            "context": {"type": "object", "description": "what the mail says to this one and no other"},
            "user_id": {"type": "string", "description": "of a person; nothing is sent when they are gone"},
            "locale": {"type": "string"},
        },
    },
}


@extend_schema_field(_SHAPE)
class Recipients(serializers.ListField):
    """A list of whatever; ten thousand serializers would take seconds."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_length=1, max_length=MOST_RECIPIENTS, **options)


def recipients_of(given: Sequence[object], context: Mapping[str, object]) -> Iterator[Recipient | RecipientFault]:
    """Each of them, or what is wrong with it. `context` is what all of them are told."""
    return (_recipient(one, context) for one in given)


def _recipient(given: object, context: Mapping[str, object]) -> Recipient | RecipientFault:
    match given:
        case {"email": str(email), **rest} if rest.keys() <= _FIELDS:
            return _described(email, rest, context)
        case {"email": str()}:
            return RecipientFault.UNKNOWN_FIELD
        case _:
            return RecipientFault.INVALID_RECIPIENT


def _described(email: str, rest: Mapping[Any, Any], shared: Mapping[str, object]) -> Recipient | RecipientFault:
    context, user_id, locale = rest.get("context", {}), rest.get("user_id", ""), rest.get("locale", "")
    if not isinstance(context, dict):
        return RecipientFault.INVALID_CONTEXT
    if not isinstance(user_id, str) or not isinstance(locale, str) or len(user_id) > 64:
        return RecipientFault.INVALID_RECIPIENT
    return Recipient(email=email, context={**shared, **context}, user_id=user_id, locale=locale)
