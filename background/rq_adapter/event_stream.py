"""Reads what the scripts say of jobs, from any process, also what happened before it looked."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from background.engine.events import Kind
from background.exceptions import EventIdInvalid
from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.keys import EVENTS

BEGINNING, NOW = "0-0", "$"
READ_TOGETHER = 500
MOST_ATTEMPTS, MOST_BYTES = (1 << 31) - 1, (1 << 63) - 1
"""More than there can be, and as much as a database keeps."""
LONGEST_WAIT = 2.0
"""Seconds to a call; the client gives up on a Redis that says nothing for longer than five."""

_KINDS = {kind.value: kind for kind in Kind}
_ID = re.compile(r"(?P<step>\d{1,19}(-\d{1,19})?)|(?P<within>\d{1,19}-\d{1,19})\.(?P<position>\d{1,9})")
_LAST_NUMBER = (1 << 64) - 1

type Entry = tuple[bytes, Mapping[bytes, bytes] | None]


class StreamEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One transition of one job, as the script that made it tells it.

    Attributes:
        step: the entry of the stream that has it, with all that one script made.
        position: which of these it is, from 0 on.
        run: the execution that it is about, if it is about one.
        due: when the job is to run, in Unix seconds; 0 where that is not known, or at once.
        memory: the most that the attempt that ended took, in bytes; 0 where that is not known.
    """

    step: str
    position: int = 0
    at: datetime
    kind: Kind
    job_id: str
    name: str
    queue: str
    attempt: int = 0
    note: str = ""
    run: str = ""
    due: float = 0.0
    memory: int = 0

    @property
    def id(self) -> str:
        """Orders events, and is where to read on from."""
        return f"{self.step}.{self.position}"

    @property
    def place(self) -> int:
        """The id as one number that orders as ids do: milliseconds, 14 bits for the steps within one, and 6 for the events of a step. More
        steps than that, as after a clock of Redis that went back, reach into the next milliseconds."""
        milliseconds, _, number = self.step.partition("-")
        return (int(milliseconds) << 20) + (int(number or 0) << 6) + self.position


class _Told(msgspec.Struct, frozen=True, array_like=True):
    """What `tell` of head.lua says; numbers may come as text."""

    kind: str
    job_id: str
    name: str
    queue: str
    attempt: int
    note: str
    run: str
    due: float
    memory: int


_NOTHING = msgspec.msgpack.encode([])
_step = msgspec.msgpack.Decoder(list[msgspec.Raw])
_told = msgspec.msgpack.Decoder(_Told, strict=False)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where reading goes on: behind a whole step, or within it, behind the event at a position."""

    step: str
    position: int | None = None

    @property
    def start(self) -> str:
        """The entry behind which to read, which is the one before the step where some of that is still to be read."""
        if self.position is None:
            return self.step
        milliseconds, _, number = self.step.partition("-")
        return f"{milliseconds}-{int(number) - 1}" if int(number) else f"{max(int(milliseconds) - 1, 0)}-{_LAST_NUMBER}"

    def is_before(self, event: StreamEvent) -> bool:
        return self.position is None or event.step != self.step or event.position > self.position


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
            place = _Place(event.step, event.position)


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
    return _Place(found["within"], int(found["position"])) if found["within"] else _Place(found["step"])


def _entries(after: str, limit: int, seconds: float) -> list[Entry]:
    wait = max(1, round(min(seconds, LONGEST_WAIT) * 1000)) if seconds > 0 else None
    with reachable():
        answer = connection().xread({EVENTS: after}, count=limit, block=wait)
    return entries_in(answer)


def entries_in(answer: Any) -> list[Entry]:
    """What a reading command answered, in either version of Redis' protocol, of all its streams."""
    streams = list(answer.values()) if isinstance(answer, dict) else [entries for _, entries in answer or ()]
    return [entry for entries in streams for entry in entries]


def events_in(entries: Iterable[Entry]) -> Iterator[StreamEvent]:
    """Their events, but for what somebody else wrote there."""
    for entry_id, fields in entries:
        step, at = entry_id.decode(), _moment(entry_id)
        for position, told in enumerate(_events(fields)):
            if event := _event(step, position, at, told):
                yield event


def _events(fields: Mapping[bytes, bytes] | None) -> list[msgspec.Raw]:
    try:
        return _step.decode((fields or {}).get(b"events", _NOTHING))
    except (msgspec.MsgspecError, RecursionError):
        return []


def _moment(entry_id: bytes) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(entry_id.partition(b"-")[0]) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _event(step: str, position: int, at: datetime | None, raw: msgspec.Raw) -> StreamEvent | None:
    try:
        told = _told.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if at is None or told.kind not in _KINDS:
        return None
    return StreamEvent(
        step=step,
        position=position,
        at=at,
        kind=_KINDS[told.kind],
        job_id=told.job_id,
        name=told.name,
        queue=told.queue,
        attempt=min(told.attempt, MOST_ATTEMPTS),
        note=told.note,
        run=told.run,
        due=told.due,
        memory=min(told.memory, MOST_BYTES),
    )
