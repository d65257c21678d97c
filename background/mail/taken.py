"""Marks in Redis that a server has taken a mail, until the database knows: no worker that dies in between has it sent again."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from uuid import UUID

import msgspec

from background.exceptions import QueueUnavailable
from background.mail.outcome import Accepted
from background.rq_adapter.marks import Marks


@contextmanager
def remembering(mail_id: UUID) -> Iterator[Callable[[Accepted], object]]:
    """Marks an answer, at once and without waiting; forgets it at the end, unless it could not be written down. With Redis away nobody
    but the database is told."""
    with ExitStack() as opened:
        marks: Marks | None = None
        with suppress(QueueUnavailable):
            marks = opened.enter_context(_marks(mail_id))
        yield lambda answer: marks and marks.make(msgspec.msgpack.encode(answer))
        if marks:
            marks.forget()


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
