"""Remembers in Redis that a server has taken a mail, while the database cannot be told; the next attempt writes it down."""

from uuid import UUID

import msgspec

from background.exceptions import QueueUnavailable
from background.mail.outcome import Accepted
from background.rq_adapter.marks import Marks


def remember(mail_id: UUID, answer: Accepted) -> None:
    """With Redis away as well, nobody knows it."""
    try:
        with _marks(mail_id) as marks:
            marks.make(msgspec.msgpack.encode(answer))
    except QueueUnavailable:
        return


def recall(mail_id: UUID) -> Accepted | None:
    """What an earlier attempt was answered, and could not write down."""
    try:
        made = _marks(mail_id).made()
    except QueueUnavailable:
        return None
    return msgspec.msgpack.decode(made[0], type=Accepted) if made else None


def forget(mail_id: UUID) -> None:
    """It is written down. A Redis that does not answer keeps it, and says what is known already."""
    try:
        with _marks(mail_id) as marks:
            marks.forget()
    except QueueUnavailable:
        return


def _marks(mail_id: UUID) -> Marks:
    return Marks(f"mail:{mail_id}")
