"""How long to wait before the next attempt."""

import random
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

import msgspec

from background.exceptions import OptionInvalid

LONGEST_DELAY = timedelta(days=366)


class Growth(StrEnum):
    FIXED = "fixed"
    LINEAR = "linear"
    EXPONENTIAL = "exponential"


class Backoff(msgspec.Struct, frozen=True, omit_defaults=True):
    """Waits `delay`, then as `growth` says, never longer than `cap`; `jitter` adds up to that share of the wait."""

    growth: Growth = Growth.EXPONENTIAL
    delay: timedelta = timedelta(seconds=1)
    cap: timedelta = timedelta(hours=1)
    jitter: float = 0.1

    def __post_init__(self) -> None:
        if not (_are_spans(self.delay, self.cap) and timedelta() <= self.delay <= LONGEST_DELAY):
            raise OptionInvalid(
                f"a backoff cannot wait {self.delay!r}, at most {self.cap!r}; both are timedeltas, from 0 to {LONGEST_DELAY}"
            )
        if not timedelta() <= self.cap <= LONGEST_DELAY:
            raise OptionInvalid(f"the cap of a backoff is {self.cap}; it goes from 0 to {LONGEST_DELAY}")
        if not 0 <= self.jitter <= 1:
            raise OptionInvalid(f"jitter is {self.jitter}; it is a share of the wait, from 0 to 1")

    def seconds(self, attempt: int) -> float:
        """The wait in seconds after attempt number `attempt` (1 is the first)."""
        wait = min(self.delay.total_seconds() * self._factor(attempt), self.cap.total_seconds())
        return wait * (1 + self.jitter * random.random())  # noqa: S311  # spreads load, guards nothing

    def _factor(self, attempt: int) -> float:
        match self.growth:
            case Growth.FIXED:
                return 1
            case Growth.LINEAR:
                return attempt
            case Growth.EXPONENTIAL:
                # Beyond 2**63 every cap has long been reached, and a float would overflow.
                return 2.0 ** min(attempt - 1, 63)


type Wait = Callable[[int, BaseException], timedelta]
"""A backoff of one's own: the wait after attempt number so-and-so, which ended with this error."""


def _are_spans(*values: object) -> bool:
    return all(isinstance(value, timedelta) for value in values)


def fixed(delay: timedelta, *, jitter: float = 0.0) -> Backoff:
    return Backoff(growth=Growth.FIXED, delay=delay, jitter=jitter)


def linear(delay: timedelta, *, cap: timedelta = timedelta(hours=1), jitter: float = 0.1) -> Backoff:
    return Backoff(growth=Growth.LINEAR, delay=delay, cap=cap, jitter=jitter)


def exponential(delay: timedelta, *, cap: timedelta = timedelta(hours=1), jitter: float = 0.1) -> Backoff:
    return Backoff(growth=Growth.EXPONENTIAL, delay=delay, cap=cap, jitter=jitter)
