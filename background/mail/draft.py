"""A mail that is asked for, before anything is written down."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from background.constants import MailStream


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """`recipient` is one valid address. `is_secret`: what it says must not be kept. `context` is kept for mails that are written later."""

    id: UUID
    recipient: str
    template: str = ""
    subject: str = ""
    stream: MailStream = MailStream.TRANSACTIONAL
    is_secret: bool = False
    user_id: str = ""
    job_id: UUID | None = None
    batch_id: UUID | None = None
    newsletter_id: UUID | None = None
    context: Mapping[str, object] | None = None
