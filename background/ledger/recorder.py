"""Follows the stream of events and writes them down; any number of these may run."""

import logging
import threading
import time

from django.db import DatabaseError, close_old_connections

from background.exceptions import QueueUnavailable
from background.ledger.record import record
from background.rq_adapter.event_group import EventGroup
from background.rq_adapter.event_stream import StreamEvent

log = logging.getLogger("background.ledger")

GROUP = "ledger"
TOGETHER = 2000
BLOCK_SECONDS = 0.5
TAKE_OVER_EVERY = 15.0
TROUBLE_SECONDS = 2.0


class Recorder:
    """Acknowledges an event when it is written down, and not before."""

    def __init__(self) -> None:
        self._group = EventGroup(GROUP)
        self._took_over_at = float("-inf")

    def run(self, stopping: threading.Event) -> None:
        """Until `stopping` is set; trouble with Redis or the database is waited out."""
        log.info("recorder runs", extra={"member": self._group.member})
        while not stopping.is_set():
            try:
                self.step(block_seconds=BLOCK_SECONDS)
            except (QueueUnavailable, DatabaseError) as error:
                log.warning("recorder waits", extra={"error": str(error)[:200]})
                close_old_connections()
                stopping.wait(TROUBLE_SECONDS)

    def step(self, *, block_seconds: float = 0.001) -> int:
        """Write down one batch; how many events it had."""
        events = self._abandoned() or self._group.read(limit=TOGETHER, block_seconds=block_seconds)
        if events:
            record(events)
            self._group.acknowledge(events)
        return len(events)

    def catch_up(self) -> int:
        """Write down all that has happened until now; how many events there were."""
        total = 0
        while number := self.step():
            total += number
        return total

    def _abandoned(self) -> list[StreamEvent]:
        if time.monotonic() - self._took_over_at < TAKE_OVER_EVERY:
            return []
        events = self._group.take_over(limit=TOGETHER)
        if not events:
            self._took_over_at = time.monotonic()
        return events
