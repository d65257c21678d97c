"""Follows the stream of events and writes them down; any number of these may run."""

import logging
import threading
import time
from contextlib import suppress

from django.db import close_old_connections

from background.engine.events import Kind
from background.exceptions import QueueUnavailable
from background.ledger.groups.follow import follow_events
from background.ledger.write_down import TROUBLE, parts_of, write_down
from background.rq_adapter.event_group import EventGroup
from background.rq_adapter.event_readers import dismiss
from background.rq_adapter.stream_events import StreamEvent
from background.rq_adapter.tombstones import DELETED, clear_tombstones

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
TRIES_ON_END = 5
"""Then what trouble keeps from being written down waits until it counts as abandoned; it does not keep what is newer waiting for ever."""


class Recorder:
    """Acknowledges an event when it is written down, and not before."""

    def __init__(self) -> None:
        self._group = EventGroup(GROUP)
        self._took_over_at = float("-inf")
        self._unwritten: list[StreamEvent] = []
        self._tries = 0

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
        self._unwritten = events = self._kept_by_trouble() or self._abandoned() or self._new(block_seconds)
        for part in parts_of(events):
            write_down(part)
            follow_events(part)
            clear_tombstones(event.job_id for event in part if event.kind is Kind.CANCELLED and event.note == DELETED)
            self._group.acknowledge(part)
            self._unwritten = self._unwritten[len(part) :]
        return len(events)

    def catch_up(self) -> int:
        """Write down all that has happened until now; how many events there were."""
        total = 0
        while number := self.step():
            total += number
        self._group.leave()
        return total

    def _kept_by_trouble(self) -> list[StreamEvent]:
        """It comes before what is newer, so that a job is told of in the order in which it lived."""
        self._tries = self._tries + 1 if self._unwritten else 0
        return self._unwritten if self._tries < TRIES_ON_END else []

    def _new(self, block_seconds: float) -> list[StreamEvent]:
        return self._group.read(limit=ENTRIES_TOGETHER, block_seconds=block_seconds)

    def _abandoned(self) -> list[StreamEvent]:
        if time.monotonic() - self._took_over_at < TAKE_OVER_EVERY:
            return []
        events = self._group.take_over(limit=ENTRIES_TOGETHER)
        if not events:
            self._took_over_at = time.monotonic()
            dismiss(GROUP)
        return events
