"""Reads the stream of events so that several readers share it, and none of it is passed over when one of them dies."""

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.event_stream import Entry, StreamEvent, entries_in, event_of
from background.rq_adapter.keys import EVENTS

ABANDONED_MILLISECONDS = 30_000
"""What a reader has not acknowledged for so long is given to another."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a group is behind.

    Attributes:
        events: that it has still to acknowledge, or None where Redis cannot say (it trimmed some that were not read).
        seconds: how long ago the oldest of them happened.
    """

    events: int | None
    seconds: float


class EventGroup:
    """One member of a group of readers.

    Args:
        name: of the group; each group reads everything.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.member = f"{socket.gethostname()}-{os.getpid()}"

    def read(self, *, limit: int, block_seconds: float) -> list[StreamEvent]:
        """What nobody of this group has read yet; what cannot be read is acknowledged and passed over.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        return self._readable(self._ask(lambda: self._new(limit, round(block_seconds * 1000))))

    def take_over(self, *, limit: int) -> list[StreamEvent]:
        """What members that are no more have read without acknowledging it."""

        def claim() -> Any:
            return connection().xautoclaim(EVENTS, self.name, self.member, ABANDONED_MILLISECONDS, count=limit)[1]

        return self._readable(self._ask(claim))

    def acknowledge(self, events: Sequence[StreamEvent]) -> None:
        if events:
            with reachable():
                connection().xack(EVENTS, self.name, *[event.id for event in events])

    def standing(self) -> Standing:
        """How far the group is behind what happens.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        group, now = self._ask(self._look)
        oldest, unread = None, group["lag"]
        if group["pending"]:
            oldest = connection().xpending(EVENTS, self.name)["min"]
        elif unread != 0:
            oldest = next((entry_id for entry_id, _ in connection().xrange(EVENTS, b"(" + group["last-delivered-id"], count=1)), None)
        waiting = None if unread is None else int(unread) + int(group["pending"])
        return Standing(events=waiting, seconds=_age(oldest, now) if oldest else 0.0)

    def _look(self) -> tuple[Any, float]:
        with connection().pipeline(transaction=False) as pipeline:
            pipeline.xinfo_groups(EVENTS)
            pipeline.time()
            groups, (seconds, microseconds) = pipeline.execute()
        group = next((group for group in groups if group["name"] == self.name.encode()), None)
        if group is None:
            raise ResponseError("NOGROUP")
        return group, seconds + microseconds / 1e6

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
        events = [(entry_id, event_of(entry_id, fields)) for entry_id, fields in entries]
        if strange := [entry_id for entry_id, event in events if event is None]:
            with reachable():
                connection().xack(EVENTS, self.name, *strange)
        return [event for _, event in events if event]


def _age(entry_id: bytes, now: float) -> float:
    return max(0.0, now - int(entry_id.partition(b"-")[0]) / 1000)
