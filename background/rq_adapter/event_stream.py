"""Reads what the scripts say of jobs, from any process, also what happened before it looked."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from background.exceptions import EventIdInvalid
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import EVENTS
from background.rq_adapter.stream_events import Entry, StreamEvent, entries_in, events_in

BEGINNING, NOW = "0-0", "$"
READ_TOGETHER = 500
LONGEST_WAIT = 2.0
"""Seconds to a call; it must be shorter than the time after which the client gives up on a Redis that says nothing."""

_ID = re.compile(r"(?P<entry>\d{1,19}(-\d{1,19})?)|(?P<within>\d{1,19}-\d{1,19})\.(?P<position>\d{1,9})")
_LAST_NUMBER = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class _Place:
    """Where reading goes on: behind a whole entry, or within it, behind the event at a position."""

    entry: str
    position: int | None = None

    @property
    def start(self) -> str:
        """The entry behind which to read, which is the one before its own where some of that is still to be read."""
        if self.position is None:
            return self.entry
        milliseconds, _, number = self.entry.partition("-")
        return f"{milliseconds}-{int(number) - 1}" if int(number) else f"{max(int(milliseconds) - 1, 0)}-{_LAST_NUMBER}"

    def is_before(self, event: StreamEvent) -> bool:
        return self.position is None or event.entry != self.entry or event.position > self.position


def read(after: str = BEGINNING, *, block_seconds: float = 0.0, limit: int = READ_TOGETHER) -> list[StreamEvent]:
    """The next events after this id, oldest first; what cannot be read is passed over.

    Args:
        after: the id of an event, "0-0" for the oldest that is kept, or "$" for what happens from now on.
        block_seconds: how long to wait for the first one, where there is none yet.

    Raises:
        EventIdInvalid: `after` is no such id.
        QueueUnavailable: Redis does not answer.
    """
    return _read(_place(after), block_seconds, limit)


def follow(after: str = NOW) -> Iterator[StreamEvent]:
    """Every event after this id, and then each as it comes; it never ends.

    Raises:
        EventIdInvalid: `after` is no such id.
        QueueUnavailable: Redis does not answer.
    """
    place = _place(after)
    while True:
        for event in _read(place, LONGEST_WAIT, READ_TOGETHER):
            yield event
            place = _Place(event.entry, event.position)


def _read(place: _Place, seconds: float, limit: int) -> list[StreamEvent]:
    deadline = time.monotonic() + seconds
    while True:
        entries = _entries(place.start, limit, deadline - time.monotonic())
        if found := [event for event in events_in(entries) if place.is_before(event)]:
            return found[:limit]
        if entries:
            place = _Place(entries[-1][0].decode())
        elif time.monotonic() >= deadline:
            return []


def _place(after: str) -> _Place:
    """It stays what it is while one reads in several goes, as "$" does not."""
    if after == NOW:
        with reachable():
            newest = connection().xrevrange(EVENTS, count=1)
        return _Place(newest[0][0].decode() if newest else BEGINNING)
    if not (found := _ID.fullmatch(after)):
        raise EventIdInvalid(f"{after!r} is no id of an event; it is like 1764000000000-0.0, or 0-0 for the oldest, or $ for those to come")
    return _Place(found["within"], int(found["position"])) if found["within"] else _Place(found["entry"])


def _entries(after: str, limit: int, seconds: float) -> list[Entry]:
    wait = max(1, round(min(seconds, LONGEST_WAIT) * 1000)) if seconds > 0 else None
    with reachable():
        answer = connection().xread({EVENTS: after}, count=limit, block=wait)
    return entries_in(answer)
