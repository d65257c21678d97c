"""Carries jobs in memory, for as long as a test asks."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import RLock

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
from background.testing.kept import Kept, kept


class Memory:
    """A `Carrier` without workers; threads may share it.

    Jobs are unique here too, until they have started or ended. No clock runs: a throttle's key is free when its job has ended,
    and a debounced job is ready at once.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._kept: dict[str, Kept] = {}
        self._ready: list[Kept] = []
        self._logs: defaultdict[str, list[LogLine]] = defaultdict(list)
        self._done: dict[tuple[str, str], bytes] = {}
        self._refused: dict[str, str] = {}

    def push(self, envelopes: Sequence[Envelope], *, promised: bool = False) -> list[Receipt]:
        with self._lock:
            return [self._accept(envelope) for envelope in envelopes]

    def rivals(self, envelopes: Sequence[Envelope]) -> list[str]:
        with self._lock:
            return ["" if rival is None else rival.envelope.id for rival in map(self._rival, envelopes)]

    def fetch(self, job_id: str) -> JobSnapshot:
        try:
            return self._kept[self._refused.get(job_id, job_id)].snapshot
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

    def give_back(self, kept: Kept, *, seconds: float) -> None:
        """To be taken again, so many seconds from now."""
        with self._lock:
            kept.due = timezone.now().timestamp() + seconds
            self._ready.append(kept)

    def _accept(self, envelope: Envelope) -> Receipt:
        if envelope.id in self._kept:
            return Receipt(envelope.id, accepted=False)
        if rival := self._rival(envelope):
            self._refused[envelope.id] = rival.envelope.id
            return Receipt(rival.envelope.id, accepted=False)
        self._make_way(envelope)
        self._kept[envelope.id] = kept(envelope)
        self._ready.append(self._kept[envelope.id])
        return Receipt(envelope.id, accepted=True)

    def _rival(self, envelope: Envelope) -> Kept | None:
        """The job because of which this one is refused."""
        holder = self._holder(envelope)
        return None if holder and envelope.unique and envelope.unique.replaces and holder in self._ready else holder

    def _make_way(self, envelope: Envelope) -> None:
        if former := self._holder(envelope):
            self._ready.remove(former)
            former.snapshot = replace(former.snapshot, state=JobState.CANCELLED, note=f"replaced by {envelope.id}")

    def _holder(self, envelope: Envelope) -> Kept | None:
        """The job that has its key."""
        if not envelope.unique:
            return None
        same = (job for job in self._kept.values() if job.envelope.unique_key == envelope.unique_key)
        return next((job for job in same if job.has_its_key), None)
