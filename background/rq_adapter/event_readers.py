"""Who reads the stream of events together, and how far behind they are. Looking changes nothing."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from redis.exceptions import ResponseError

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.event_stream import BEGINNING
from background.rq_adapter.hash_values import time_of
from background.rq_adapter.keys import EVENTS
from background.rq_adapter.round_trips import asked_of_each

SILENT_SECONDS, FORGOTTEN_SECONDS = 30.0, 3600.0
"""A member of whom nothing was heard for so long does not run; it is forgotten later, when nothing of it is left to do."""
_READER = re.compile(r"(?P<host>[^:]+):(?P<pid>\d{1,10}):(?P<since>\d{1,12}\.\d{3})")


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a group is behind.

    Attributes:
        entries: that it has still to acknowledge, each with its events, or None where Redis cannot say (it trimmed some that were not
            read).
        seconds: how long ago the oldest of them happened.
    """

    entries: int | None
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


def lag_of(group: str) -> Lag:
    """How far the group is behind what happens.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        found, now = _group_and_now(group)
        if found["pending"]:
            oldest = connection().xpending(EVENTS, group)["min"]
        else:
            oldest = next((entry_id for entry_id, _ in connection().xrange(EVENTS, b"(" + found["last-delivered-id"], count=1)), None)
    unread = found["lag"] if oldest else 0
    return Lag(entries=None if unread is None else unread + found["pending"], seconds=_age(oldest, now) if oldest else 0.0)


def unnoted(group: str, entries: Collection[str]) -> set[str]:
    """Those of these entries that the group has still to acknowledge: nobody has read them, or somebody has and is not done.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        found, _ = _group_and_now(group)
    newest = _order(found["last-delivered-id"].decode())
    unread = {entry for entry in entries if _order(entry) > newest}
    answers = asked_of_each(set(entries) - unread, lambda pipeline, entry: pipeline.xpending_range(EVENTS, group, entry, entry, 1))
    return unread | {entry for entry, pending in answers if pending}


def readers_of(group: str) -> list[Reader]:
    """Who reads now, longest first. Each time that one asks for events is a sign of life.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    found = (_READER.fullmatch(member.name) for member in _members(group) if member.idle_seconds < SILENT_SECONDS)
    readers = [Reader(host=name["host"], pid=int(name["pid"]), since=time_of(float(name["since"]))) for name in found if name]
    return sorted(readers, key=lambda reader: str(reader.since))


def dismiss(group: str, name: str = "") -> None:
    """Forget the member of this name, and those that were not heard of for an hour; but none that has something to acknowledge."""
    idle = [member for member in _members(group) if not member.pending]
    with reachable():
        for member in idle:
            if member.name == name or member.idle_seconds > FORGOTTEN_SECONDS:
                connection().xgroup_delconsumer(EVENTS, group, member.name)


def _group_and_now(group: str) -> tuple[dict[str, Any], float]:
    with connection().pipeline(transaction=False) as pipeline:
        pipeline.xinfo_groups(EVENTS)
        pipeline.xlen(EVENTS)
        pipeline.time()
        groups, length, (seconds, microseconds) = pipeline.execute(raise_on_error=False)
    nobody = {"pending": 0, "lag": length, "last-delivered-id": BEGINNING.encode()}
    named = (found for found in groups if found["name"] == group.encode()) if isinstance(groups, list) else iter(())
    return next(named, nobody), seconds + microseconds / 1e6


def _members(group: str) -> list[_Member]:
    with reachable():
        try:
            found = connection().xinfo_consumers(EVENTS, group)
        except ResponseError:  # nobody has ever read
            return []
    return [_Member(entry["name"].decode(errors="replace"), int(entry["pending"]), entry["idle"] / 1000) for entry in found]


def _order(entry: str) -> tuple[int, int]:
    milliseconds, _, number = entry.partition("-")
    return int(milliseconds), int(number or 0)


def _age(entry_id: bytes, now: float) -> float:
    return max(0.0, now - int(entry_id.partition(b"-")[0]) / 1000)
