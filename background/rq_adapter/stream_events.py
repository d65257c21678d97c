"""What the entries of the stream of events say."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from background.engine.events import Kind

MOST_ATTEMPTS, MOST_BYTES = (1 << 31) - 1, (1 << 63) - 1
"""More than there can be, and as much as a database keeps."""

_KINDS = {kind.value: kind for kind in Kind}

type Entry = tuple[bytes, Mapping[bytes, bytes] | None]


class StreamEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One transition of one job, as the script that made it tells it.

    Attributes:
        entry: of the stream, that has it and up to nineteen others that the same script made.
        position: which of these it is, from 0 on.
        run: the execution that it is about, if it is about one.
        due: when the job is to run, in Unix seconds; 0 where that is not known, or at once.
        memory: the most that the attempt that ended took, in bytes; 0 where that is not known.
    """

    entry: str
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
        return f"{self.entry}.{self.position}"

    @property
    def place(self) -> int:
        """The id as one number that orders as ids do: milliseconds, 14 bits for the entries within one, and 6 for the events of an entry.
        More entries than that, as after a clock of Redis that went back, reach into the next milliseconds."""
        milliseconds, _, number = self.entry.partition("-")
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
_entry = msgspec.msgpack.Decoder(list[msgspec.Raw])
_told = msgspec.msgpack.Decoder(_Told, strict=False)


def entries_in(answer: Any) -> list[Entry]:
    """What a reading command answered, in either version of Redis' protocol, of all its streams."""
    streams = list(answer.values()) if isinstance(answer, dict) else [entries for _, entries in answer or ()]
    return [entry for entries in streams for entry in entries]


def events_in(entries: Iterable[Entry]) -> Iterator[StreamEvent]:
    """Their events, but for what somebody else wrote there."""
    for entry_id, fields in entries:
        entry, at = entry_id.decode(), _moment(entry_id)
        for position, told in enumerate(_events(fields)):
            if event := _event(entry, position, at, told):
                yield event


def _events(fields: Mapping[bytes, bytes] | None) -> list[msgspec.Raw]:
    try:
        return _entry.decode((fields or {}).get(b"events", _NOTHING))
    except (msgspec.MsgspecError, RecursionError):
        return []


def _moment(entry_id: bytes) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(entry_id.partition(b"-")[0]) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _event(entry: str, position: int, at: datetime | None, raw: msgspec.Raw) -> StreamEvent | None:
    try:
        told = _told.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if at is None or told.kind not in _KINDS:
        return None
    return StreamEvent(
        entry=entry,
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
