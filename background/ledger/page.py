"""One page of rows that are read by their ids, and where its neighbours begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from background.ledger.cursor import Cursor
from background.models import JobRecord, MailMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Page[M: (JobRecord, MailMessage)]:
    """Rows, newest first, and the cursors of the pages with older and with newer ones; "" where there is none.

    It may hold fewer rows than asked for, even none, while `older` says that there are more to look at.
    """

    rows: Sequence[M] = ()
    older: str = ""
    newer: str = ""


def page_of[M: (JobRecord, MailMessage)](rows: Sequence[M], more: UUID | None, start: Cursor) -> Page[M]:
    """The page of these rows, which were read from `start` on.

    Args:
        more: where to read on, in the same direction; None at the end.
    """
    onwards = str(Cursor(more, upwards=start.upwards))
    backwards = Cursor(rows[0].id, upwards=not start.upwards) if rows else start.turned()
    if start.upwards:
        return Page(rows=rows[::-1], newer=onwards, older=str(backwards))
    return Page(rows=rows, older=onwards, newer=str(backwards) if start.beside else "")
