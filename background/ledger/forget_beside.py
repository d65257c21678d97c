"""Erases what is kept of somebody beside jobs: the answers to their requests, and what batches have prepared."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from background.ledger.groups.prepared import forget_prepared, prepared_about
from background.ledger.idempotency import answers_to

PERSON = "user"
"""Whoever asks over HTTP is a subject of this kind."""


class StoreBeside(Protocol):
    """Keeps things about people, whatever becomes of jobs. `name` says what, in the plural, `kinds` of whom."""

    name: str
    kinds: Collection[str]

    def count(self, kind: str, key: str) -> int: ...

    def waiting(self, kind: str, key: str) -> int:
        """How many of them something is to be done with yet."""

    def forget(self, kind: str, key: str, *, including_waiting: bool) -> int: ...

    def export(self, kind: str, key: str) -> Iterable[Mapping[str, object]]: ...


stores_beside: list[StoreBeside] = []
"""Whoever keeps more adds a store."""


def kept_beside(kind: str, key: str) -> Counter[str]:
    """How much there is of what; nothing is counted where there is none."""
    answers = answers_to(key).count() if kind == PERSON else 0
    others = {store.name: store.count(kind, key) for store in stores_beside}
    return +Counter({"answers": answers, "prepared jobs": len(prepared_about(kind, key)), **others})


def waiting_beside(kind: str, key: str) -> int:
    """How many prepared jobs are to be made yet, and what else waits."""
    return sum(job.waits for job in prepared_about(kind, key)) + sum(store.waiting(kind, key) for store in stores_beside)


def forget_beside(kind: str, key: str, *, waiting: bool) -> Counter[str]:
    """How much of what went. What waits, such as a prepared job that is to be made yet, goes only with `waiting`."""
    prepared = [job for job in prepared_about(kind, key) if waiting or not job.waits]
    answers = answers_to(key).delete()[0] if kind == PERSON else 0
    others = {store.name: store.forget(kind, key, including_waiting=waiting) for store in stores_beside}
    return Counter({"answers": answers, "prepared jobs": forget_prepared(prepared), **others})
