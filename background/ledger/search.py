"""Finds jobs in the ledger, a page at a time, in a time that does not depend on how many there are."""

from uuid import UUID

from django.db.models import Q

from background.ledger.cursor import Cursor
from background.ledger.page import Page, page_of
from background.ledger.span import Source, Span
from background.ledger.wanted import Wanted
from background.models import JobRecord

LOOKED_AT_TOGETHER = 1_500
MOST_LOOKED_AT = 1_500
"""Candidates to a page. One that stays short tells where to read on, as Google's AIP-158 has it."""


def find(wanted: Wanted, *, cursor: str = "", limit: int = 25) -> Page[JobRecord]:
    """One page of the jobs that are wanted.

    Raises:
        CursorInvalid: the cursor is not one of a page.
    """
    start = Cursor.read(cursor)
    rows, reached = _collect(wanted.source, wanted.condition, start.within(wanted.span), limit + 1)
    more = rows[limit - 1].id if len(rows) > limit else reached
    return page_of(rows[:limit], more, start)


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
