"""Whether a worker looked around so recently that it need not do so again before it takes the next job."""

import time
from collections.abc import Iterable
from math import inf

LASTS_SECONDS = 0.01
"""For so long at most a worker that is in the flow does not see that a queue was paused, or that a job has fallen due."""


class Glance:
    """The flow is on while jobs come from the worker's first queue: those of others must not overtake what may be there meanwhile."""

    def __init__(self, first_queue: str) -> None:
        self._first_queue = first_queue.encode()
        self._looked_at = -inf
        self._is_in_flow = False

    def begin(self) -> bool:
        """Whether the next claim can do without looking around; if not, it looks now."""
        now = time.monotonic()
        if self._is_in_flow and now - self._looked_at < LASTS_SECONDS:
            return True
        self._looked_at = now
        return False

    def note(self, queues: Iterable[bytes]) -> None:
        """Where the jobs came from that were taken."""
        came_from = set(queues)
        self._is_in_flow = came_from == {self._first_queue}
