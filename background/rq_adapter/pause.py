"""Lets a queue rest: its jobs wait, what runs ends, and whoever looks sees why."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.utils import timezone
from rq.defaults import RQ_KEY_PREFIX

from background.engine.queue_names import resolve
from background.rq_adapter import scripts
from background.rq_adapter.connection import connection, reachable

_PAUSED = f"{RQ_KEY_PREFIX}:paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Who paused a queue, why and when."""

    reason: str = ""
    author: str = ""
    since: datetime | None = None


def pause(queue: str, *, reason: str = "", author: str = "") -> Pause:
    """No worker takes another job of this queue until it is resumed.

    Raises:
        UnknownQueue: there is none of this name.
        QueueUnavailable: Redis does not answer.
    """
    made = Pause(reason=reason[:500], author=author[:200], since=timezone.now())
    with reachable():
        connection().hset(_PAUSED, resolve(queue), msgspec.json.encode(made))
    return made


def resume(queue: str) -> bool:
    """Let its jobs run again, at once; whether it was paused.

    Raises:
        UnknownQueue: there is none of this name.
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        return bool(scripts.call(connection(), "resume", resolve(queue)))


def pauses() -> dict[str, Pause]:
    """The queues that rest."""
    with reachable():
        return {queue.decode(errors="replace"): _read(raw) for queue, raw in connection().hgetall(_PAUSED).items()}


def _read(raw: bytes) -> Pause:
    try:
        return msgspec.json.decode(raw, type=Pause)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Pause(reason="unreadable")
