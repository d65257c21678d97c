"""What every queue holds now, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.heads import living_workers, waiting_since
from background.rq_adapter.numbers import numbers
from background.rq_adapter.queue_keys import queues_in_use


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFigures:
    """Jobs by where they stand.

    Attributes:
        waiting: that a worker could take now.
        delayed: that wait for their time, retries too.
        dead: that failed for good.
        oldest_waiting_seconds: how long the next one has waited.
        workers: that live and serve the queue.
    """

    name: str
    waiting: int
    active: int
    delayed: int
    completed: int
    dead: int
    oldest_waiting_seconds: float
    workers: int


def queue_figures(only: Sequence[str] = ()) -> list[QueueFigures]:
    """All queues by name, or only these; a key that is not of RQ's kind counts as empty.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    names = only or queues_in_use()
    since, workers, now = waiting_since(names), living_workers(names), timezone.now()
    with reachable():
        counted = numbers(connection(), names)
    return [
        QueueFigures(
            name=name,
            waiting=found["jobs"] or 0,
            active=found["started_jobs"] or 0,
            delayed=found["scheduled_jobs"] or 0,
            completed=found["finished_jobs"] or 0,
            dead=found["failed_jobs"] or 0,
            oldest_waiting_seconds=max(0.0, (now - since[name]).total_seconds()) if name in since else 0.0,
            workers=workers[name],
        )
        for name, found in zip(names, counted, strict=True)
    ]
