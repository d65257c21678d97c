"""Reads the stream of events so that several readers share it, and none of it is passed over when one of them dies."""

import os
import re
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from redis.exceptions import ResponseError

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.event_stream import BEGINNING, Entry, StreamEvent, entries_in, event_of
from background.rq_adapter.keys import EVENTS
from background.rq_adapter.wire import time_of

ABANDONED_MILLISECONDS = 10_000
"""What a reader has not acknowledged for so long is given to another; should both write it down, that changes nothing."""
SILENT_SECONDS, FORGOTTEN_SECONDS = 30.0, 3600.0
"""A member of whom nothing was heard for so long does not run; it is forgotten later, when nothing of it is left to do."""
_READER = re.compile(r"(?P<host>[^:]+):(?P<pid>\d{1,10}):(?P<since>\d{1,12}\.\d{3})")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a group is behind.

    Attributes:
        events: that it has still to acknowledge, or None where Redis cannot say (it trimmed some that were not read).
        seconds: how long ago the oldest of them happened.
    """

    events: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Reader:
    """A process that reads for a group."""

    host: str
    pid: int
    since: datetime | None


class _Member(NamedTuple):
    name: str
    pending: int
    idle_seconds: float


class EventGroup:
    """One member of a group of readers.

    Args:
        name: of the group; each group reads everything.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.member = f"{socket.gethostname()}:{os.getpid()}:{time.time():.3f}"

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

    def leave(self) -> None:
        """Be no member any more; one that has something to acknowledge stays, so that others find it."""
        self._dismiss([member.name for member in self._members() if member.name == self.member])

    def readers(self) -> list[Reader]:
        """Who reads now, longest first. Every call of `read` is a sign of life.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        found = (_READER.fullmatch(member.name) for member in self._members() if member.idle_seconds < SILENT_SECONDS)
        readers = [Reader(host=name["host"], pid=int(name["pid"]), since=time_of(float(name["since"]))) for name in found if name]
        return sorted(readers, key=lambda reader: str(reader.since))

    def dismiss_the_dead(self) -> None:
        """Forget members that were not heard of for an hour and have nothing to acknowledge."""
        self._dismiss([member.name for member in self._members() if member.idle_seconds > FORGOTTEN_SECONDS])

    def standing(self) -> Standing:
        """How far the group is behind what happens. Looking changes nothing.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        with reachable():
            group, now = self._group_and_now()
            if group["pending"]:
                oldest = connection().xpending(EVENTS, self.name)["min"]
            else:
                oldest = next((entry_id for entry_id, _ in connection().xrange(EVENTS, b"(" + group["last-delivered-id"], count=1)), None)
        unread = group["lag"] if oldest else 0
        return Standing(events=None if unread is None else unread + group["pending"], seconds=_age(oldest, now) if oldest else 0.0)

    def _group_and_now(self) -> tuple[dict[str, Any], float]:
        with connection().pipeline(transaction=False) as pipeline:
            pipeline.xinfo_groups(EVENTS)
            pipeline.xlen(EVENTS)
            pipeline.time()
            groups, length, (seconds, microseconds) = pipeline.execute(raise_on_error=False)
        nobody = {"pending": 0, "lag": length, "last-delivered-id": BEGINNING.encode()}
        named = (group for group in groups if group["name"] == self.name.encode()) if isinstance(groups, list) else iter(())
        return next(named, nobody), seconds + microseconds / 1e6

    def _members(self) -> list[_Member]:
        with reachable():
            try:
                found = connection().xinfo_consumers(EVENTS, self.name)
            except ResponseError:  # nobody has ever read
                return []
        return [_Member(entry["name"].decode(errors="replace"), int(entry["pending"]), entry["idle"] / 1000) for entry in found]

    def _dismiss(self, names: Sequence[str]) -> None:
        idle = {member.name for member in self._members() if not member.pending}
        with reachable():
            for name in idle.intersection(names):
                connection().xgroup_delconsumer(EVENTS, self.name, name)

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
