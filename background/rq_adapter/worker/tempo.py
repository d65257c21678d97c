"""Which kinds of jobs are over so soon that settling them costs more than running them."""

import time

SWIFT_SECONDS = 0.001
WEIGHT = 0.1
"""Of the newest run in the share."""
LEAST_SHARE = 0.8
"""Of runs that were swift. A machine that does something else for a moment makes one slow that is not, so one alone says little."""
DOUBT_EVERY = 0.5
"""Seconds. Where many threads run, each waits for the others, and what is swift by itself would look slow for ever."""


class Tempo:
    """How many of the last runs were swift, by the name of the job. A kind counts as swift until it was seen not to be."""

    def __init__(self) -> None:
        self._shares: dict[str, float] = {}
        self._can_be_swift: set[str] = set()
        self._doubted_at = time.monotonic()

    def is_swift(self, name: str) -> bool:
        return self._shares.get(name, 1.0) > LEAST_SHARE

    def note(self, name: str, seconds: float) -> None:
        before, is_swift = self._shares.get(name, 1.0), seconds < SWIFT_SECONDS
        self._shares[name] = before + WEIGHT * (is_swift - before)
        if is_swift:
            self._can_be_swift.add(name)

    def doubt(self) -> None:
        """Now and then, give those kinds another try of which at least one run was swift."""
        if time.monotonic() - self._doubted_at > DOUBT_EVERY:
            self._doubted_at = time.monotonic()
            while self._can_be_swift:
                self._shares.pop(self._can_be_swift.pop(), None)
