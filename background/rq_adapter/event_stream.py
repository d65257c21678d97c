"""Reads what the scripts say of jobs, from any process, also what happened before it looked."""

import re
import time
from collections.abc import Iterator, Mapping
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

_KINDS = {kind.value.encode(): kind for kind in Kind}
_ID = re.compile(r"\d{1,19}(-\d{1,19})?")

type Entry = tuple[bytes, Mapping[bytes, bytes] | None]


class StreamEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One transition of one job, as the script that made it tells it.

    Attributes:
        id: orders events, and is where to read on from.
        run: the execution that it is about, if it is about one.
        due: when the job is to run, in Unix seconds; 0 where that is not known, or at once.
        memory: the most that the attempt that ended took, in bytes; 0 where that is not known.
    """

    id: str
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
    def place(self) -> int:
        """The id as one number that orders as ids do: milliseconds, then 20 bits for those within one."""
        milliseconds, _, number = self.id.partition("-")
        return (int(milliseconds) << 20) | min(int(number or 0), (1 << 20) - 1)


def read(after: str = BEGINNING, *, block_seconds: float = 0.0, limit: int = READ_TOGETHER) -> list[StreamEvent]:
    """The next events after this id, oldest first; what cannot be read is passed over.

    Args:
        after: the id of an event, "0-0" for the oldest that is kept, or "$" for what happens from now on.
        block_seconds: how long to wait for the first one, where there is none yet.

    Raises:
        EventIdInvalid: `after` is no such id.
        QueueUnavailable: Redis does not answer.
    """
    deadline = time.monotonic() + block_seconds
    after = _place(after)
    while True:
        entries = _entries(after, limit, deadline - time.monotonic())
        if found := [event for entry in entries if (event := event_of(*entry))]:
            return found
        if entries:
            after = entries[-1][0].decode()
        elif time.monotonic() >= deadline:
            return []


def follow(after: str = NOW) -> Iterator[StreamEvent]:
    """Every event after this id, and then each as it comes; it never ends.

    Raises:
        EventIdInvalid: `after` is no such id.
        QueueUnavailable: Redis does not answer.
    """
    after = _place(after)
    while True:
        for event in read(after, block_seconds=LONGEST_WAIT):
            yield event
            after = event.id


def _place(after: str) -> str:
    """An id that stays what it is while one reads in several goes, as "$" does not."""
    if after == NOW:
        with reachable():
            newest = connection().xrevrange(EVENTS, count=1)
        return newest[0][0].decode() if newest else BEGINNING
    if not _ID.fullmatch(after):
        raise EventIdInvalid(f"{after!r} is no id of an event; it is like 1764000000000-0, or 0-0 for the oldest, or $ for those to come")
    return after


def _entries(after: str, limit: int, seconds: float) -> list[Entry]:
    wait = max(1, round(min(seconds, LONGEST_WAIT) * 1000)) if seconds > 0 else None
    with reachable():
        answer = connection().xread({EVENTS: after}, count=limit, block=wait)
    return entries_in(answer)


def entries_in(answer: Any) -> list[Entry]:
    """What a reading command answered, in either version of Redis' protocol, of all its streams."""
    streams = list(answer.values()) if isinstance(answer, dict) else [entries for _, entries in answer or ()]
    return [entry for entries in streams for entry in entries]


def event_of(entry_id: bytes, fields: Mapping[bytes, bytes] | None) -> StreamEvent | None:
    """The event, or None where somebody else wrote what is there."""
    if not fields:
        return None
    try:
        return StreamEvent(
            id=entry_id.decode(),
            at=datetime.fromtimestamp(int(entry_id.partition(b"-")[0]) / 1000, UTC),
            kind=_KINDS[fields[b"kind"]],
            job_id=fields[b"job"].decode(),
            name=fields[b"name"].decode(),
            queue=fields[b"queue"].decode(),
            attempt=min(int(fields[b"attempt"]), MOST_ATTEMPTS),
            note=fields[b"note"].decode(),
            run=fields.get(b"run", b"").decode(),
            due=float(fields.get(b"due") or 0),
            memory=min(int(fields.get(b"memory") or 0), MOST_BYTES),
        )
    except (KeyError, ValueError, OverflowError, OSError):
        return None
