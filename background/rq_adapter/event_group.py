"""Reads the stream of events so that several readers share it, and none of it is passed over when one of them dies."""

import os
import socket
import time
from collections.abc import Sequence
from typing import Any

from redis.exceptions import ResponseError

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.event_readers import dismiss
from background.rq_adapter.keys import EVENTS
from background.rq_adapter.passed_over import PassedOver
from background.rq_adapter.stream_events import Entry, StreamEvent, entries_in, events_in

ABANDONED_MILLISECONDS = 10_000
"""What a reader has not acknowledged for so long is given to another; should both write it down, that changes nothing."""


class EventGroup:
    """One member of a group of readers.

    Args:
        name: of the group; each group reads everything.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.member = f"{socket.gethostname()}:{os.getpid()}:{time.time():.3f}"
        self._passed_over = PassedOver()

    def read(self, *, limit: int, block_seconds: float) -> list[StreamEvent]:
        """What nobody of this group has read yet, in up to `limit` entries; what cannot be read is acknowledged, counted and passed over.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        events: list[StreamEvent] = []
        while not events and (entries := self._ask(lambda: self._new(limit, round(block_seconds * 1000)))):
            events = self._readable(entries)
        self._passed_over.tell()
        return events

    def take_over(self, *, limit: int) -> list[StreamEvent]:
        """What members that are no more have read without acknowledging it."""

        def claim() -> Any:
            return connection().xautoclaim(EVENTS, self.name, self.member, ABANDONED_MILLISECONDS, count=limit)[1]

        return self._readable(self._ask(claim))

    def acknowledge(self, events: Sequence[StreamEvent]) -> None:
        """All events that were read, or none of an entry."""
        if events:
            with reachable():
                connection().xack(EVENTS, self.name, *{event.entry for event in events})

    def leave(self) -> None:
        """Be no member any more; one that has something to acknowledge stays, so that others find it."""
        dismiss(self.name, self.member)

    def _new(self, limit: int, block: int) -> Any:
        answer = connection().xreadgroup(self.name, self.member, {EVENTS: ">"}, count=limit, block=block)
        return entries_in(answer)

    def _ask(self, question: Any) -> Any:
        with reachable():
            try:
                return question()
            except ResponseError as error:
                if not str(error).startswith(("NOGROUP", "no such key", "ERR no such key")):
                    raise
                connection().xgroup_create(EVENTS, self.name, id="0", mkstream=True)
                return question()

    def _readable(self, entries: Sequence[Entry]) -> list[StreamEvent]:
        events = list(events_in(entries))
        if strange := {entry_id.decode() for entry_id, _ in entries} - {event.entry for event in events}:
            with reachable():
                connection().xack(EVENTS, self.name, *strange)
            self._passed_over.count(strange)
        return events
