"""How a job is run. Precedence: the call, the job type, the queue, the settings, these defaults."""

from datetime import datetime, timedelta
from typing import Unpack

import msgspec
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from background.constants import HIGHEST_PRIORITY, LOWEST_PRIORITY
from background.engine.after import OnParentDeath, as_ids
from background.engine.backoff import Backoff
from background.engine.databases import known
from background.engine.option_args import OptionArgs
from background.engine.subjects import Subjects, named
from background.engine.tags import check_tags
from background.engine.times import check_that_it_may_begin, time_or_span
from background.exceptions import OptionInvalid

LONGEST_TIMEOUT = timedelta(days=1)
MOST_ATTEMPTS = 1000
LONGEST_KEY = 200
LONGEST_OWNER = 64
LONGEST_SPAN = timedelta(days=3660)
MOST_MEMORY = 1 << 24
LEAST_MEMORY = 16
"""Mebibytes: less than this and a job could not even import what it needs."""


class Options(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Resolved once, when a job is made, and kept with it.

    Attributes:
        priority: -100..100, larger runs first, first come first served within a number.
        max_attempts: executions in all; 3 means at most three runs.
        backoff: the wait between attempts.
        retry_for: no attempt begins later than so long after the job was made (or after its `run_after`).
        timeout: the longest that one attempt may take; then it is ended.
        soft_timeout: after so long `SoftTimeout` is raised in the handler, which may still tidy up.
        memory_limit: mebibytes that an attempt in a process of its own may take beside what its worker had.
        result_ttl: how long Redis keeps a finished job and its result.
        run_after: not before this time.
        expires_at: not after this time; a job that has not begun by then is expired.
        delay, lifetime: the same two counted from the moment of enqueueing, when they become times.
        owner: the id of the person who may see the job.
        subjects: about whom it is, besides those whom its payload names.
        database: the alias of the database in whose transaction it is made: there is its row, and it is sent when that commits.
        after: the ids of the jobs that must have ended before it begins.
        on_parent_death: what becomes of it when one of those fails for good.
        batch: the id of the batch to which it belongs.
        follows: the id of the batch whose end it follows.
        tags: words by which people find it.
        unique_key: no other job of its kind with this key is accepted until it has ended, or until the job type's `unique` says.
    """

    priority: int = 0
    max_attempts: int = 3
    backoff: Backoff = Backoff()
    retry_for: timedelta | None = None
    timeout: timedelta = timedelta(minutes=3)
    soft_timeout: timedelta | None = None
    memory_limit: int | None = None
    result_ttl: timedelta = timedelta(hours=1)
    run_after: datetime | None = None
    delay: timedelta | None = None
    expires_at: datetime | None = None
    lifetime: timedelta | None = None
    owner: str = ""
    subjects: Subjects = ()
    database: str = DEFAULT_DB_ALIAS
    after: tuple[str, ...] = ()
    on_parent_death: OnParentDeath = OnParentDeath.CANCEL
    batch: str = ""
    follows: str = ""
    tags: tuple[str, ...] = ()
    unique_key: str = ""

    def __post_init__(self) -> None:
        if not LOWEST_PRIORITY <= self.priority <= HIGHEST_PRIORITY:
            raise OptionInvalid(f"priority is {self.priority}; it goes from {LOWEST_PRIORITY} to {HIGHEST_PRIORITY}, larger runs first")
        if not 1 <= self.max_attempts <= MOST_ATTEMPTS:
            raise OptionInvalid(f"max_attempts is {self.max_attempts}; it counts executions, from 1 to {MOST_ATTEMPTS}")
        if not timedelta() < self.timeout <= LONGEST_TIMEOUT:
            raise OptionInvalid(f"timeout is {self.timeout}; it can be anything up to {LONGEST_TIMEOUT}")
        if self.soft_timeout is not None and not timedelta() < self.soft_timeout < self.timeout:
            raise OptionInvalid(f"soft_timeout is {self.soft_timeout}; it must be shorter than timeout, which is {self.timeout}")
        if self.memory_limit is not None and not LEAST_MEMORY <= self.memory_limit <= MOST_MEMORY:
            raise OptionInvalid(f"memory_limit is {self.memory_limit} MiB; it must be at least {LEAST_MEMORY}, at most {MOST_MEMORY:,}")
        for name, span in (("retry_for", self.retry_for), ("expires_at", self.lifetime)):
            if span is not None and span <= timedelta():
                raise OptionInvalid(f"{name} is {span}; it must lie ahead")
        for name, span in (("result_ttl", self.result_ttl), ("run_after", self.delay), ("expires_at", self.lifetime)):
            if span is not None and span > LONGEST_SPAN:
                raise OptionInvalid(f"{name} is {span}; it can be at most {LONGEST_SPAN}")
        if self.result_ttl < timedelta():
            raise OptionInvalid(f"result_ttl is {self.result_ttl}; it cannot be negative")
        if len(self.owner) > LONGEST_OWNER or not self.owner.isprintable():
            raise OptionInvalid(f"owner is {self.owner[:80]!r}; it must be printable text of at most {LONGEST_OWNER} characters")
        check_tags(self.tags)
        if len(self.unique_key) > LONGEST_KEY:
            raise OptionInvalid(f"unique_key has {len(self.unique_key)} characters; it can have {LONGEST_KEY}")
        for name, moment in (("run_after", self.run_after), ("expires_at", self.expires_at)):
            if moment and timezone.is_naive(moment):
                raise OptionInvalid(f"{name} is {moment} without a time zone; use django.utils.timezone.now()")

    def using(self, **changes: Unpack[OptionArgs]) -> "Options":
        """The same options with these changes; `self` stays as it was. A timedelta as a time counts from enqueueing.

        Raises:
            OptionInvalid: an option is out of range.
        """
        if callable(changes.get("backoff")):
            raise OptionInvalid("a backoff that is a function cannot travel with a job; give it to @queue.job(...)")
        times = time_or_span(changes, "run_after", "delay") | time_or_span(changes, "expires_at", "lifetime")
        if "database" in changes:
            known(changes["database"])
        subjects = {"subjects": named(changes["subjects"])} if "subjects" in changes else {}
        options = _checked(msgspec.structs.asdict(self) | changes | times | subjects | as_ids(changes))
        check_that_it_may_begin(options.run_after, options.expires_at)
        check_that_it_may_begin(options.delay, options.lifetime)
        return options

    def resolved(self, *, owner: str, now: datetime) -> "Options":
        """As they are kept with a job made now, by default for this owner.

        Raises:
            OptionInvalid: it would expire before it is due.
        """
        if self.delay is None and self.lifetime is None and (self.owner or not owner):
            return self  # most jobs: nothing to resolve, nothing to copy
        due = self.run_after if self.delay is None else now + self.delay
        end = self.expires_at if self.lifetime is None else now + self.lifetime
        check_that_it_may_begin(due, end)
        return msgspec.structs.replace(self, run_after=due, delay=None, expires_at=end, lifetime=None, owner=self.owner or owner)


def _checked(values: dict[str, object]) -> Options:
    """The options of these values, each of its type: what is not can neither travel nor be read again.

    Raises:
        OptionInvalid: it names the option.
    """
    if unknown := sorted(set(values) - set(Options.__struct_fields__)):
        raise OptionInvalid(f"there is no option {unknown[0]!r}")
    try:
        return msgspec.convert(values, Options)
    except msgspec.ValidationError as error:
        raise OptionInvalid(str(error.__cause__ or error).replace("$.", "option ")) from error
