"""What the nursery is told. It lies between a process without Django and one with it."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

LONGEST = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Jobs to enqueue.

    Attributes:
        names: the jobs, by turns.
        first, count: the numbers that they get.
        seconds: how long each works, but `long_seconds` every `long_every`th.
        pause: seconds between two; 0 enqueues many at a time.
        lasts: seconds after which the rest is left.
        timeout: of each job, in seconds; 0 leaves what its declaration says.
        delay: seconds before which none may run.
        by_api: asked for by a person over the API, one by one.
    """

    names: Sequence[str] = ("faults-left", "faults-right")
    first: int = 0
    count: int = 1
    seconds: float = 0.0
    long_every: int = 0
    long_seconds: float = 0.0
    pause: float = 0.0
    lasts: float = LONGEST
    timeout: float = 0.0
    delay: float = 0.0
    by_api: bool = False


class Manage(msgspec.Struct, tag=True, frozen=True, kw_only=True):
    """Run a command of `manage.py`, with a wall clock that is so many seconds ahead."""

    words: tuple[str, ...]
    log: str
    clock_ahead: float = 0.0


class Produce(msgspec.Struct, tag=True, frozen=True, kw_only=True):
    """Enqueue."""

    batch: Batch
    log: str


class Mailing(msgspec.Struct, tag=True, frozen=True, kw_only=True):
    """Accept a mailing to so many, whose addresses are numbered."""

    mails: int
    log: str


class Tell(msgspec.Struct, tag=True, frozen=True):
    """Answer the exit codes of those that ended since the last time."""


type Order = Manage | Produce | Mailing | Tell
