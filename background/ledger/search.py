"""Finds jobs in the ledger, a page at a time, in a time that does not depend on how many there are."""

from collections.abc import Sequence
from heapq import merge
from itertools import islice, takewhile
from operator import attrgetter
from uuid import UUID

from background.engine.databases import ledger_databases
from background.ledger.cursor import Cursor
from background.ledger.page import Page, page_of
from background.ledger.places import place_of
from background.ledger.span import Source, Span
from background.ledger.wanted import Wanted
from background.models import JobRecord

LOOKED_AT_TOGETHER = 1_500
MOST_LOOKED_AT = 1_500
"""Candidates to a page. One that stays short tells where to read on, as Google's AIP-158 has it."""

type Part = tuple[list[JobRecord], UUID | None]
"""Rows in the order of reading, and where to read on; None at the end."""


def find(wanted: Wanted, *, cursor: str = "", limit: int = 25) -> Page[JobRecord]:
    """One page of the jobs that are wanted.

    Raises:
        CursorInvalid: the cursor is not one of a page.
    """
    start = Cursor.read(cursor)
    span = start.within(wanted.span)
    databases = ledger_databases()
    named = wanted.named(databases)
    parts = [_collect(wanted, wanted.source(named, database), database, span, limit + 1) for database in databases]
    rows, reached = _merged(parts, span, limit + 1)
    more = rows[limit - 1].id if len(rows) > limit else reached
    return page_of(rows[:limit], more, start)


def _merged(parts: Sequence[Part], span: Span, number: int) -> Part:
    """The rows of several databases in the order of reading, as far as all of them have been read, and where to read on."""
    if len(parts) == 1:
        return parts[0]
    ends = [rows[-1].id if len(rows) == number else reached for rows, reached in parts]
    nearest = min if span.upwards else max
    end = nearest((each for each in ends if each), default=None)
    rows = merge(*(rows for rows, _ in parts), key=attrgetter("id"), reverse=not span.upwards)
    return list(islice(takewhile(lambda row: end is None or _is_within(row.id, end, span), rows), number)), end


def _is_within(job_id: UUID, end: UUID, span: Span) -> bool:
    """By their places, which is as exact as words know them."""
    return place_of(job_id) <= place_of(end) if span.upwards else place_of(job_id) >= place_of(end)


def _collect(wanted: Wanted, source: Source, database: str, span: Span, number: int) -> Part:
    """Those of one database. Mostly the first look is enough."""
    condition = wanted.condition
    found: list[JobRecord] = []
    looked_at, size = 0, number
    while True:
        part = source.slice(span, size)
        rows = JobRecord.objects.using(database).filter(condition, id__in=part.ids)
        found += rows.order_by("id" if span.upwards else "-id")[: number - len(found)]
        looked_at += part.looked_at
        if part.reached is None or len(found) == number or looked_at >= MOST_LOOKED_AT:
            return found, part.reached
        span, size = span.beyond(part.reached), LOOKED_AT_TOGETHER
