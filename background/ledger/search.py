"""Finds jobs in the ledger, a page at a time, in a time that does not depend on how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from background.ledger.cursor import Cursor
from background.ledger.span import Source, Span
from background.ledger.wanted import Wanted
from background.models import JobRecord

LOOKED_AT_TOGETHER = 1_500
MOST_LOOKED_AT = 1_500
"""Candidates to a page. One that stays short tells where to read on, as Google's AIP-158 has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows, newest first, and the cursors of the pages with older and with newer ones; "" where there is none.

    It may hold fewer rows than asked for, even none, while `older` says that there are more to look at.
    """

    rows: Sequence[JobRecord]
    older: str = ""
    newer: str = ""


def find(wanted: Wanted, *, cursor: str = "", limit: int = 25) -> Page:
    """One page of the jobs that are wanted.

    Raises:
        CursorInvalid: the cursor is not one of a page.
    """
    start = Cursor.read(cursor)
    rows, reached = _collect(wanted.source, wanted.condition, start.within(wanted.span), limit + 1)
    more = rows[limit - 1].id if len(rows) > limit else reached
    return _page(rows[:limit], more, start)


def _collect(source: Source, condition: Q, span: Span, number: int) -> tuple[list[JobRecord], UUID | None]:
    """Rows in the order of reading, and where to read on; None at the end. Mostly the first look is enough."""
    found: list[JobRecord] = []
    looked_at, size = 0, number
    while True:
        part = source.slice(span, size)
        rows = JobRecord.objects.filter(condition, id__in=part.ids)
        found += rows.order_by("id" if span.upwards else "-id")[: number - len(found)]
        looked_at += part.looked_at
        if part.reached is None or len(found) == number or looked_at >= MOST_LOOKED_AT:
            return found, part.reached
        span, size = span.beyond(part.reached), LOOKED_AT_TOGETHER


def _page(rows: Sequence[JobRecord], more: UUID | None, start: Cursor) -> Page:
    onwards = str(Cursor(more, upwards=start.upwards))
    backwards = Cursor(rows[0].id, upwards=not start.upwards) if rows else start.turned()
    if start.upwards:
        return Page(rows=rows[::-1], newer=onwards, older=str(backwards))
    return Page(rows=rows, older=onwards, newer=str(backwards) if start.beside else "")
