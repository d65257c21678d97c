"""What happens to jobs, told once to everyone who listens."""

import logging
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial

import msgspec

log = logging.getLogger("background.jobs")


class Kind(StrEnum):
    ADDED = "added"
    ACTIVE = "active"
    PROGRESS = "progress"
    RETRYING = "retrying"
    COMPLETED = "completed"
    FAILED = "failed"
    STALLED = "stalled"
    DEAD = "dead"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Event(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One transition of one job.

    `failed` is said of each failed attempt, `dead` once, when no other follows, `stalled` when a worker died with the job,
    `retrying` whenever it waits to be run again, `expired` when its time was over before it began.
    """

    kind: Kind
    job_id: str
    name: str
    queue: str
    attempt: int = 0
    request_id: str = ""
    error: str = ""
    seconds: float = 0.0
    at: datetime = msgspec.field(default_factory=partial(datetime.now, UTC))


EVERY_QUEUE = "*"


class QueueEvents:
    """Listens to one queue: a subclass overrides what it wants to hear. It is told after the fact, and cannot stop anything."""

    queue: str = EVERY_QUEUE
    _kinds: frozenset[Kind] = frozenset()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._kinds = frozenset(kind for kind in Kind if _overrides(cls, "hear") or _overrides(cls, f"on_{kind}"))

    def hears(self, kind: Kind, queue: str) -> bool:
        """Whether it would do anything: what nobody hears is not told."""
        return kind in self._kinds and self.queue in (EVERY_QUEUE, queue)

    def on_added(self, event: Event) -> None: ...

    def on_active(self, event: Event) -> None: ...

    def on_progress(self, event: Event) -> None: ...

    def on_retrying(self, event: Event) -> None: ...

    def on_completed(self, event: Event) -> None: ...

    def on_failed(self, event: Event) -> None: ...

    def on_stalled(self, event: Event) -> None: ...

    def on_dead(self, event: Event) -> None: ...

    def on_cancelled(self, event: Event) -> None: ...

    def on_expired(self, event: Event) -> None: ...

    def hear(self, event: Event) -> None:
        match event.kind:
            case Kind.ADDED:
                self.on_added(event)
            case Kind.ACTIVE:
                self.on_active(event)
            case Kind.PROGRESS:
                self.on_progress(event)
            case Kind.RETRYING:
                self.on_retrying(event)
            case Kind.COMPLETED:
                self.on_completed(event)
            case Kind.FAILED:
                self.on_failed(event)
            case Kind.STALLED:
                self.on_stalled(event)
            case Kind.DEAD:
                self.on_dead(event)
            case Kind.CANCELLED:
                self.on_cancelled(event)
            case Kind.EXPIRED:
                self.on_expired(event)


def _overrides(listener: type[QueueEvents], name: str) -> bool:
    return getattr(listener, name) is not getattr(QueueEvents, name)


_listeners: list[QueueEvents] = []


def listen(listener: QueueEvents) -> None:
    """Tell this listener of every event of its queue from now on, in this process."""
    _listeners.append(listener)


def leave(listener: QueueEvents) -> None:
    _listeners.remove(listener)


def is_heard(kind: Kind, queue: str) -> bool:
    """Whether anybody listens: whoever has thousands of events to tell asks first."""
    return any(listener.hears(kind, queue) for listener in _listeners)


def announce(event: Event) -> None:
    """Tell everyone; a listener that raises is logged and harms nothing."""
    for listener in _listeners:
        if listener.hears(event.kind, event.queue):
            try:
                listener.hear(event)
            except Exception:
                log.exception("listener raised", extra={"listener": type(listener).__name__, "event_kind": event.kind.value})
