"""A mail as it is handed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from background.constants import MailStream
from background.mail.letters.letter import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """`to` is one address; `message_id` has no angle brackets; `headers` come on top of those that every mail has."""

    id: UUID
    to: str
    letter: Letter
    message_id: str
    stream: MailStream
    headers: Mapping[str, str] = field(default_factory=dict)
