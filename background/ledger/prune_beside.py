"""What others keep beside the jobs, and want to be forgotten in the same nights."""

import time
from collections.abc import Callable, Iterator
from typing import Protocol


class PrunedBeside(Protocol):
    """`name` says what, in the plural; `bounds` is for how many days, and how many at most, 0 being without end."""

    name: str

    @property
    def bounds(self) -> tuple[int, int]: ...

    def overdue(self) -> int:
        """How many would go now."""

    def prune(self, rest: Callable[[float], object] = time.sleep) -> Iterator[int]:
        """Let them go, some at a time; yields how many after each time, and rests for as long as it took."""


pruned_beside: list[PrunedBeside] = []
