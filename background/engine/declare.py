"""Queues as code declares them, and the decorator that puts a job on one."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any, Unpack, cast

from django.conf import settings

from background.engine.job import Job
from background.engine.job_type import JobType
from background.engine.limits import Concurrency, Rate, are
from background.engine.names import checked_name, checked_queue_name
from background.engine.option_args import OptionArgs
from background.engine.options import Options
from background.engine.registry import register
from background.engine.rules import RULES, RuleArgs, Rules
from background.engine.subjects import marked_fields
from background.exceptions import OptionInvalid

MOST_TURNS = 1000


class Isolation(StrEnum):
    """Jobs that wait for others (SMTP, HTTP, a database) share a process, each in a thread. Jobs that compute, or that a
    stranger's file could make crash, have a process each."""

    THREAD = "thread"
    FORK = "fork"


class DeclareArgs(OptionArgs, RuleArgs, total=False):
    """Options and rules, as keywords of `queue.job(...)`."""


class JobQueue:
    """A queue and what its jobs share.

    Args:
        name: as `manage.py rqworker` takes it.
        isolation: how its jobs are kept apart.
        slots: how many of them a worker runs at the same time.
        concurrency: how many of them run at the same time in all workers together.
        rate: how many of them start in a time.
        oldest_every: every so many jobs, the one that starts is that which has waited longest, whatever its priority (2 to 1,000); without
            it a job may wait for ever behind others of higher priorities.
        permission: which right it takes to start its jobs over HTTP, besides that to start jobs; a job may name another.
        options: defaults of its jobs; they take precedence over `BACKGROUND["OPTIONS"]`.

    Raises:
        OptionInvalid: an option is out of range, or this is no name.
    """

    def __init__(
        self,
        name: str,
        *,
        isolation: Isolation = Isolation.FORK,
        slots: int = 1,
        concurrency: Concurrency | None = None,
        rate: Rate | None = None,
        oldest_every: int | None = None,
        permission: str = "",
        **options: Unpack[OptionArgs],
    ) -> None:
        self.name = checked_queue_name(name)
        self.isolation = isolation
        self.slots = slots
        self.concurrency = concurrency
        self.rate = rate
        self.oldest_every = _checked_turn(self.name, oldest_every)
        self.permission = Rules(permission=permission).permission
        self.options = Options().using(**_everywhere()).using(**options)
        queues.setdefault(self.name, self)

    def job[**S, P, R](
        self, name: str, payload: Callable[S, P], **declared: Unpack[DeclareArgs]
    ) -> Callable[[Callable[[Job[P]], R]], JobType[S, P, R]]:
        """Declare a job: a wire name, a payload class (a frozen dataclass) and a handler.

        Raises:
            DuplicateJob: the wire name is taken.
            OptionInvalid: an option is out of range, or this is no name, no dataclass or no handler.
        """
        wire_name = checked_name("job", name)
        options, rules = _parted({"permission": self.permission, **declared})
        _check_payload(wire_name, payload, Rules(**rules).limit_field)

        def declare(handler: Callable[[Job[P]], R]) -> JobType[S, P, R]:
            _check_handler(wire_name, handler)
            job_type = JobType(
                name=wire_name,
                queue=self.name,
                payload=cast("type[P]", payload),
                make=payload,
                handler=handler,
                options=self.options.using(**options),
                rules=Rules(**rules),
            )
            if job_type.rules.unique:
                job_type.rules.unique.check(job_type.payload)
            if marked_fields(job_type.payload) and not job_type.rules.durable:
                raise OptionInvalid(f"{name} is about somebody, so it must be durable: nobody would find it to forget it")
            if job_type.options.after or job_type.options.batch:
                raise OptionInvalid(f"{name} waits or belongs to a batch as a kind; say so of each job, with {name}.using(after=...)")
            register(job_type)
            return job_type

        return declare


def _checked_turn(queue: str, every: int | None) -> int | None:
    if every is not None and not (are(int, every) and 2 <= every <= MOST_TURNS):
        raise OptionInvalid(f"oldest_every of queue {queue!r} is {every!r}; it must be a whole number from 2 to {MOST_TURNS:,}")
    return every


def _check_handler(job: str, handler: object) -> None:
    if not callable(handler) or isinstance(handler, type):
        raise OptionInvalid(f"the handler of job {job!r} is {handler!r}; put @queue.job(...) over a function that takes the job")


def _check_payload(job: str, payload: Callable[..., Any], name: str) -> None:
    if not (isinstance(payload, type) and is_dataclass(payload)):
        raise OptionInvalid(f"the payload of job {job!r} is {payload!r}; it must be a class with @dataclass(frozen=True, kw_only=True)")
    if not name:
        return
    known = {field.name: str(field.type) for field in fields(payload)}
    if name not in known:
        raise OptionInvalid(f"a limit counts by {name!r}, and the payload has only {', '.join(known)}")
    if "Secret[" in known[name]:
        raise OptionInvalid(f"a limit counts by {name!r}, which is a secret; count by an id")


def _everywhere() -> OptionArgs:
    """The options that the project's settings give every job."""
    return cast("OptionArgs", settings.BACKGROUND.get("OPTIONS", {}))


def _parted(declared: Mapping[str, Any]) -> tuple[OptionArgs, RuleArgs]:
    """What every single job may change, and what only code can say."""
    options = {name: value for name, value in declared.items() if name not in RULES}
    rules = {name: value for name, value in declared.items() if name in RULES}
    if callable(declared.get("backoff")):
        rules["wait"] = options.pop("backoff")
    return cast("OptionArgs", options), cast("RuleArgs", rules)


queues: dict[str, JobQueue] = {}
"""The declared queues, by name: what a worker asks how to run their jobs."""
