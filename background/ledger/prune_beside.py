"""What others keep beside the jobs, and want to be forgotten in the same nights."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

from django.db.models import QuerySet

TOGETHER = 500

type Delete = Callable[[list[Any]], int]
"""Lets go what has these keys; how many that were."""


class PrunedBeside(Protocol):
    """`name` says what, in the plural; `bounds` is for how many days, and how many at most, 0 being without end."""

    name: str

    @property
    def bounds(self) -> tuple[int, int]: ...

    def overdue(self) -> int:
        """How many would go now."""

    def prune(self, rest: Callable[[float], object] = time.sleep) -> Iterator[int]:
        """Let them go, some at a time; yields how many after each time, and rests for as long as it took."""


def prune_in_batches(overdue: Iterable[tuple[QuerySet[Any], Delete]], rest: Callable[[float], object]) -> Iterator[int]:
    """How many went, after each batch.

    Args:
        overdue: rows, and how they go.
        rest: waits so many seconds, as long as the batch took, so that others can write; a true answer ends the work.
    """
    for rows, delete in overdue:
        while keys := list(rows.values_list("pk", flat=True)[:TOGETHER]):
            began = time.monotonic()
            yield delete(keys)
            if rest(time.monotonic() - began):
                return


pruned_beside: list[PrunedBeside] = []
