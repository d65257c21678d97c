"""Follows the stream of events and writes them down; any number of these may run."""

import logging
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, close_old_connections

from background.engine.databases import ledger_databases
from background.exceptions import QueueUnavailable
from background.ledger.groups.follow import follow_events
from background.ledger.record import record
from background.rq_adapter.event_group import EventGroup
from background.rq_adapter.event_readers import dismiss
from background.rq_adapter.stream_events import StreamEvent

log = logging.getLogger("background.ledger")

GROUP = "ledger"
ENTRIES_TOGETHER = 1000
MANY_EVENTS = 500
"""Who finds so many reads on at once."""
BLOCK_SECONDS = 0.5
GATHER_SECONDS = 0.1
"""A job whose whole life is read together costs one change; one that is read at each step costs as many as it has."""
TAKE_OVER_EVERY = 5.0
TROUBLE_SECONDS = 2.0


TROUBLE = (QueueUnavailable, DatabaseError, InterfaceError)
"""What passes: the events are read again."""
UNFIT = (DataError, IntegrityError)
"""What the database says of a value that it cannot hold; that does not pass."""


class Recorder:
    """Acknowledges an event when it is written down, and not before."""

    def __init__(self) -> None:
        self._group = EventGroup(GROUP)
        self._took_over_at = float("-inf")

    def run(self, stopping: threading.Event) -> None:
        """Until `stopping` is set; trouble with Redis or the database is waited out."""
        log.info("recorder runs", extra={"member": self._group.member})
        try:
            self._follow(stopping)
        finally:
            with suppress(QueueUnavailable):
                self._group.leave()

    def _follow(self, stopping: threading.Event) -> None:
        while not stopping.is_set():
            try:
                if 0 < self.step(block_seconds=BLOCK_SECONDS) < MANY_EVENTS:
                    stopping.wait(GATHER_SECONDS)
            except Exception as error:  # whatever it is, without a recorder nothing is found any more
                log.warning("recorder waits", extra={"error": str(error)[:200]}, exc_info=not isinstance(error, TROUBLE))
                close_old_connections()
                stopping.wait(TROUBLE_SECONDS)

    def step(self, *, block_seconds: float = 0.001) -> int:
        """Write down one batch; how many events it had."""
        events = self._abandoned() or self._group.read(limit=ENTRIES_TOGETHER, block_seconds=block_seconds)
        if events:
            _record_what_can_be(events)
            follow_events(events)
            self._group.acknowledge(events)
        return len(events)

    def catch_up(self) -> int:
        """Write down all that has happened until now; how many events there were."""
        total = 0
        while number := self.step():
            total += number
        self._group.leave()
        return total

    def _abandoned(self) -> list[StreamEvent]:
        if time.monotonic() - self._took_over_at < TAKE_OVER_EVERY:
            return []
        events = self._group.take_over(limit=ENTRIES_TOGETHER)
        if not events:
            self._took_over_at = time.monotonic()
            dismiss(GROUP)
        return events


def _record_what_can_be(events: Sequence[StreamEvent]) -> None:
    """An event that cannot be written down must not keep the others from being."""
    try:
        for database in ledger_databases():
            record(events, using=database)
    except Exception as error:
        if isinstance(error, TROUBLE) and not isinstance(error, UNFIT):
            raise
        if len(events) == 1:
            log.exception("event not written down", extra={"event_id": events[0].id, "job_id": events[0].job_id})
            return
        for event in events:
            _record_what_can_be([event])
