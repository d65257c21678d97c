"""What a handler is given: its data, and ways to say how it is going."""

from dataclasses import dataclass
from datetime import datetime

from background.engine import events
from background.engine.carrier import carrier
from background.interfaces import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Job[P]:
    """One attempt at one job. `attempt` is 1 on the first run."""

    id: str
    name: str
    queue: str
    data: P
    execution: str = ""
    attempt: int = 1
    max_attempts: int = 1
    created_at: datetime | None = None
    request_id: str = ""

    @property
    def is_last_attempt(self) -> bool:
        return self.attempt >= self.max_attempts

    def progress(self, percent: int, step: str = "") -> None:
        """Say how far the work is, from 0 to 100; readable at once through the API.

        Raises:
            ValueError: `percent` is outside 0..100.
        """
        if not 0 <= percent <= 100:
            raise ValueError(f"progress is {percent}; it goes from 0 to 100")
        carrier().report(self.id, self.execution, Progress(percent=percent, step=step))
        events.announce(self._event(events.Kind.PROGRESS))

    def _event(self, kind: events.Kind) -> events.Event:
        return events.Event(kind=kind, job_id=self.id, name=self.name, queue=self.queue, attempt=self.attempt, request_id=self.request_id)
