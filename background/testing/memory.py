"""Carries jobs in memory, for as long as a test asks."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import RLock, get_ident

import msgspec
from django.utils import timezone

from background.constants import JobState
from background.engine.carrier import Receipt
from background.engine.changed_data import ChangedData
from background.engine.envelope import Envelope
from background.engine.journal import MOST_LINES
from background.engine.payload import redacted
from background.exceptions import JobNotFound
from background.interfaces import JobSnapshot, LogLine, Progress


@dataclass(slots=True, kw_only=True, eq=False)
class Kept:
    """A job in memory. `due` is a timestamp, 0 for at once; `thread` is the one that pushed it."""

    envelope: Envelope
    snapshot: JobSnapshot
    due: float
    attempts: int = 0
    thread: int = field(default_factory=get_ident)


class Memory:
    """A `Carrier` without workers; threads may share it."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._kept: dict[str, Kept] = {}
        self._ready: list[Kept] = []
        self._logs: defaultdict[str, list[LogLine]] = defaultdict(list)
        self._done: dict[tuple[str, str], bytes] = {}

    def push(self, envelopes: Sequence[Envelope]) -> list[Receipt]:
        with self._lock:
            return [self._accept(envelope) for envelope in envelopes]

    def fetch(self, job_id: str) -> JobSnapshot:
        try:
            return self._kept[job_id].snapshot
        except KeyError:
            raise JobNotFound(f"no job has the id {job_id!r}; was it made inside this block, and has its transaction ended?") from None

    def report(self, job_id: str, execution: str, progress: Progress) -> None:
        if kept := self._kept.get(job_id):
            kept.snapshot = replace(kept.snapshot, progress=progress)

    def append_log(self, job_id: str, execution: str, lines: Sequence[LogLine], *, dropped: int) -> bool:
        self._logs[job_id] = [*self._logs[job_id], *lines][-MOST_LINES:]
        return True

    def log_of(self, job_id: str, *, offset: int = 0, limit: int = 1_000) -> list[LogLine]:
        return self._logs[job_id][offset:][:limit]

    def change_data(self, change: ChangedData) -> None:
        if kept := self._kept.get(change.job_id):
            kept.envelope = msgspec.structs.replace(kept.envelope, payload=change.payload, version=change.version)
            kept.snapshot = replace(kept.snapshot, data=redacted(change.payload))

    def recall(self, job_id: str, execution: str, name: str) -> bytes | None:
        return self._done.get((job_id, name))

    def remember(self, job_id: str, execution: str, name: str, result: bytes) -> None:
        self._done[job_id, name] = result

    def envelopes(self) -> list[Envelope]:
        """Everything that was ever pushed, oldest first."""
        with self._lock:
            return [kept.envelope for kept in self._kept.values()]

    def take(self, wanted: Callable[[Kept], bool]) -> Kept | None:
        """The job that runs next: what is due first, then the larger priority, then the older."""
        with self._lock:
            ready = filter(wanted, self._ready)
            first = min(ready, key=lambda kept: (kept.due, -kept.envelope.options.priority), default=None)
            if first:
                self._ready.remove(first)
            return first

    def _accept(self, envelope: Envelope) -> Receipt:
        if envelope.id in self._kept:
            return Receipt(envelope.id, accepted=False)
        self._kept[envelope.id] = _kept(envelope)
        self._ready.append(self._kept[envelope.id])
        return Receipt(envelope.id, accepted=True)

    def give_back(self, kept: Kept, *, seconds: float) -> None:
        """To be taken again, so many seconds from now."""
        with self._lock:
            kept.due = timezone.now().timestamp() + seconds
            self._ready.append(kept)


def _kept(envelope: Envelope) -> Kept:
    options = envelope.options
    snapshot = JobSnapshot(
        id=envelope.id,
        name=envelope.name,
        queue=envelope.queue,
        state=JobState.SCHEDULED if options.run_after and options.run_after > timezone.now() else JobState.QUEUED,
        owner=options.owner,
        request_id=envelope.request_id,
        data=redacted(envelope.payload),
        max_attempts=options.max_attempts,
        priority=options.priority,
        created_at=envelope.created_at,
        run_after=options.run_after,
        enqueued_at=timezone.now(),
    )
    return Kept(envelope=envelope, snapshot=snapshot, due=options.run_after.timestamp() if options.run_after else 0.0)
