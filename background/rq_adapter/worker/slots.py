"""What the loop asks of a worker's slots, whether they are threads or processes."""

from collections.abc import Iterable
from typing import Protocol

from background.rq_adapter.claims import Claim


class Slots(Protocol):
    """Places in which jobs run. The loop's thread alone calls these methods."""

    number: int

    def free(self) -> int:
        """How many places have no job."""

    def start(self, claim: Claim) -> None:
        """Run this job in a free place; when it ends, the place settles it and takes the next by itself."""

    def tend(self) -> float | None:
        """Settle what ended, end what is out of time. Returns the seconds until somebody will be."""

    def held(self) -> Iterable[Claim]:
        """The jobs that run now."""

    def abandon(self) -> None:
        """Stop every job at once and hand it back."""

    def close(self) -> None:
        """Nothing runs any more: let go of threads and connections."""
