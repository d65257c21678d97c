"""What the threads of a worker share: jobs that wait for one of them, and attempts that wait to be settled."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from math import inf

from background.rq_adapter.claims import Claim
from background.rq_adapter.worker.ended import Ended
from background.rq_adapter.worker.slots import TAKEN_TOGETHER

SETTLED_WITHIN = 0.02
"""Seconds that the end of a swift job may wait for others, to be settled together with them."""
AT_ONCE = 0.0
"""When the end of another job is due."""
SLOW_TOGETHER = 3
"""Of jobs that take their time so many are settled and replaced in one call. All that ended in one moment would wait for the call to be
through with every one of them, begin in one moment, and so end and wait again, as often as they come round."""


class Tray:
    """Not for several threads at once: whoever touches it holds the lock of its slots.

    Every job on it has a slot, so none waits for another one to end.
    """

    def __init__(self, number: int) -> None:
        self.ready: deque[Claim] = deque()
        self.unsettled: dict[str, Claim] = {}
        self._number = number
        self._in_use = 0
        self._ended: list[Ended] = []
        self._due = inf

    @property
    def room(self) -> int:
        """How many more jobs may be taken."""
        return self._number - self._in_use

    @property
    def has_work(self) -> bool:
        return bool(self.ready or self._ended)

    def put(self, claims: Sequence[Claim]) -> None:
        self._in_use += len(claims)
        self.ready.extend(claims)
        self.unsettled.update((claim.execution, claim) for claim in claims)

    def next(self, is_swift: Callable[[str], bool]) -> Claim | None:
        """A job to run, or None when there is none or, before one more swift job, something must be settled."""
        must_wait = self.ready and time.monotonic() >= self._due and is_swift(self.ready[0].run.name)
        return self.ready.popleft() if self.ready and not must_wait else None

    def end(self, ended: Ended, *, is_swift: bool) -> None:
        """Its slot is free; it is settled with the next exchange."""
        self._in_use -= 1
        self._ended.append(ended)
        self._due = min(self._due, time.monotonic() + SETTLED_WITHIN) if is_swift else AT_ONCE

    def lay_out(self) -> tuple[list[Ended], int]:
        """What is to be settled next, and how many jobs may be taken for it; these have their slots already."""
        most = SLOW_TOGETHER if self._due == AT_ONCE else TAKEN_TOGETHER
        ended, self._ended = self._ended[:most], self._ended[most:]
        self._due = self._due if self._ended else inf
        wanted = max(0, min(self.room, most))
        self._in_use += wanted
        return ended, wanted

    def take_in(self, ended: Iterable[Ended], claims: Sequence[Claim], wanted: int) -> None:
        """What came of `lay_out`."""
        self._in_use -= wanted
        for each in ended:
            self.unsettled.pop(each.claim.execution, None)
        self.put(claims)

    def forget(self, claim: Claim) -> None:
        """Somebody else says what becomes of this job, which ran."""
        self._in_use -= 1
        self.unsettled.pop(claim.execution, None)

    def clear(self) -> tuple[list[Claim], list[Ended]]:
        """What has not begun, and what is not settled."""
        waiting, ended = list(self.ready), self._ended
        for claim in waiting:
            self.forget(claim)
        self.ready.clear()
        self._ended, self._due = [], inf
        return waiting, ended
