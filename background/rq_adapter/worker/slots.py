"""What the loop asks of a worker's slots, whether they are threads or processes."""

from collections.abc import Iterable
from typing import Protocol

from background.rq_adapter.claims import Claim

CANCEL_GRACE_SECONDS = 5.0
"""A handler that was asked to end has so long to do so; then it is ended."""

MOST_SLOTS = 5_000
"""Of one worker; more is a slip of the finger."""
TAKEN_TOGETHER = 20
"""At most so many jobs in one call, which keeps Redis from others for a millisecond or two."""


class Slots(Protocol):
    """Places in which jobs run. The loop's thread alone calls these methods."""

    number: int

    def free(self) -> int:
        """How many places have no job."""

    def start(self, claim: Claim) -> None:
        """Run this job in a free place; when it ends, the place settles it and takes the next by itself."""

    def tend(self) -> float | None:
        """Settle what ended, end what is out of time. Returns the seconds until somebody will be."""

    def ears(self) -> list[int]:
        """File descriptors that become readable when something has ended."""

    def held(self) -> Iterable[Claim]:
        """The jobs that run now."""

    def cancel(self, claim: Claim, reason: str) -> None:
        """Ask this job to end, and see to it that it does. Asking again changes nothing."""

    def abandon(self) -> None:
        """Stop every job at once and hand it back."""

    def close(self) -> None:
        """Nothing runs any more: let go of threads and connections."""
