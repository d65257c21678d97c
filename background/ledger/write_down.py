"""Writes down what happened in every database that keeps jobs, and lets one event that none can hold keep no other from it."""

import logging
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError

from background.engine.databases import ledger_databases
from background.exceptions import QueueUnavailable
from background.ledger.record import record
from background.rq_adapter.stream_events import StreamEvent

log = logging.getLogger("background.ledger")

EVENTS_TOGETHER = 2_500
"""In one transaction: as many rows as SQLite takes in one statement."""

TROUBLE = (QueueUnavailable, DatabaseError, InterfaceError)
"""What passes: the events are read again."""
UNFIT = (DataError, IntegrityError)
"""What the database says of a value that it cannot hold; that does not pass."""


def parts_of(events: Sequence[StreamEvent]) -> Iterator[list[StreamEvent]]:
    """In their order, each with so many events that one transaction bears them, and with all of the entries that it has any of."""
    part: list[StreamEvent] = []
    for _, entry in groupby(events, attrgetter("entry")):
        told = list(entry)
        if part and len(part) + len(told) > EVENTS_TOGETHER:
            yield part
            part = []
        part += told
    if part:
        yield part


def write_down(events: Sequence[StreamEvent]) -> None:
    """Write down all of them but those that no database can hold, which the log tells of.

    These are found by halves: one among thousands costs two dozen attempts, and not thousands.

    Raises:
        QueueUnavailable, DatabaseError, InterfaceError: some or all were not written down; trying again changes nothing but that.
    """
    refusal = _refusal_of(events)
    if refusal and len(events) == 1:
        log.error("event not written down", extra={"event_id": events[0].id, "job_id": events[0].job_id}, exc_info=refusal)
    elif refusal:
        middle = len(events) // 2
        write_down(events[:middle])
        write_down(events[middle:])


def _refusal_of(events: Sequence[StreamEvent]) -> Exception | None:
    """Why these cannot be written down together; None where they are."""
    try:
        for database in ledger_databases():
            record(events, using=database)
    except Exception as error:
        if isinstance(error, TROUBLE) and not isinstance(error, UNFIT):
            raise
        return error
    return None
