"""Says of entries of the stream that nobody can read how many there were, and not of each."""

import logging
import time
from collections.abc import Collection

TELL_EVERY = 60.0

log = logging.getLogger("background.ledger")


class PassedOver:
    """What older code or a stranger wrote. How the jobs ended that it told of is seen by whoever compares the ledger with Redis."""

    def __init__(self) -> None:
        self._entries, self._newest = 0, ""
        self._told_at = float("-inf")

    def count(self, entries: Collection[str]) -> None:
        self._entries += len(entries)
        self._newest = max(entries)

    def tell(self) -> None:
        """Of those of which it has not told yet: at once of the first, and later of what came in a minute."""
        if self._entries and time.monotonic() - self._told_at >= TELL_EVERY:
            log.warning("entries passed over", extra={"entries": self._entries, "newest": self._newest})
            self._entries, self._told_at = 0, time.monotonic()
