"""How a job is run. Precedence: the call, then the job type, then the queue, then these defaults."""

from datetime import datetime, timedelta
from typing import TypedDict, Unpack

import msgspec
from django.utils import timezone

from background.constants import HIGHEST_PRIORITY, LOWEST_PRIORITY
from background.engine.backoff import Backoff
from background.exceptions import OptionInvalid

LONGEST_TIMEOUT = timedelta(days=1)
MOST_ATTEMPTS = 1000


class OptionArgs(TypedDict, total=False):
    """The options, as keywords of `queue.job(...)` and `job_type.using(...)`."""

    priority: int
    max_attempts: int
    backoff: Backoff
    timeout: timedelta
    result_ttl: timedelta
    run_after: datetime | timedelta | None
    owner: str


class Options(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Resolved once, when a job is made, and kept with it.

    Attributes:
        priority: -100..100, larger runs first, first come first served within a number.
        max_attempts: executions in all; 3 means at most three runs.
        backoff: the wait between attempts.
        timeout: the longest that one attempt may take.
        result_ttl: how long Redis keeps a finished job and its result.
        run_after: not before this time.
        delay: not before so long after the moment of enqueueing, when it becomes `run_after`.
        owner: the id of the person who may see the job.
    """

    priority: int = 0
    max_attempts: int = 3
    backoff: Backoff = Backoff()
    timeout: timedelta = timedelta(minutes=3)
    result_ttl: timedelta = timedelta(hours=1)
    run_after: datetime | None = None
    delay: timedelta | None = None
    owner: str = ""

    def __post_init__(self) -> None:
        if not LOWEST_PRIORITY <= self.priority <= HIGHEST_PRIORITY:
            raise OptionInvalid(f"priority is {self.priority}; it goes from {LOWEST_PRIORITY} to {HIGHEST_PRIORITY}, larger runs first")
        if not 1 <= self.max_attempts <= MOST_ATTEMPTS:
            raise OptionInvalid(f"max_attempts is {self.max_attempts}; it counts executions, from 1 to {MOST_ATTEMPTS}")
        if not timedelta() < self.timeout <= LONGEST_TIMEOUT:
            raise OptionInvalid(f"timeout is {self.timeout}; it can be anything up to {LONGEST_TIMEOUT}")
        if self.run_after and timezone.is_naive(self.run_after):
            raise OptionInvalid(f"run_after is {self.run_after} without a time zone; use django.utils.timezone.now()")

    def using(self, **changes: Unpack[OptionArgs]) -> "Options":
        """The same options with these changes; `self` stays as it was. A timedelta as `run_after` counts from enqueueing.

        Raises:
            OptionInvalid: an option is out of range.
        """
        match changes.get("run_after"):
            case timedelta() as delay:
                return msgspec.structs.replace(self, **(changes | {"run_after": None, "delay": delay}))
            case _:
                return msgspec.structs.replace(self, **changes)

    def resolved(self, *, owner: str, now: datetime) -> "Options":
        """As they are kept with a job made now, by default for this owner."""
        due = self.run_after if self.delay is None else now + self.delay
        return msgspec.structs.replace(self, run_after=due, delay=None, owner=self.owner or owner)
