"""Queues as code declares them, and the decorator that puts a job on one."""

from collections.abc import Callable
from enum import StrEnum
from typing import Unpack, cast

from background.engine.job import Job
from background.engine.job_type import JobType
from background.engine.options import OptionArgs, Options
from background.engine.registry import register


class Isolation(StrEnum):
    """Jobs that wait for others (SMTP, HTTP, a database) share a process, each in a thread. Jobs that compute, or that a
    stranger's file could make crash, have a process each."""

    THREAD = "thread"
    FORK = "fork"


class JobQueue:
    """A queue and the options that its jobs share.

    Args:
        name: as `manage.py rqworker` takes it.
        isolation: how its jobs are kept apart.
        slots: how many of them a worker runs at the same time.
    """

    def __init__(self, name: str, *, isolation: Isolation = Isolation.FORK, slots: int = 1, **options: Unpack[OptionArgs]) -> None:
        self.name = str(name)
        self.isolation = isolation
        self.slots = slots
        self.options = Options().using(**options)
        queues.setdefault(self.name, self)

    def job[**S, P, R](
        self, name: str, payload: Callable[S, P], **options: Unpack[OptionArgs]
    ) -> Callable[[Callable[[Job[P]], R]], JobType[S, P, R]]:
        """Declare a job: a wire name, a payload class (a frozen dataclass) and a handler.

        Raises:
            DuplicateJob: the wire name is taken.
            OptionInvalid: an option is out of range.
        """

        def declare(handler: Callable[[Job[P]], R]) -> JobType[S, P, R]:
            job_type = JobType(
                name=str(name),
                queue=self.name,
                payload=cast("type[P]", payload),
                make=payload,
                handler=handler,
                options=self.options.using(**options),
            )
            register(job_type)
            return job_type

        return declare


queues: dict[str, JobQueue] = {}
"""The declared queues, by name: what a worker asks how to run their jobs."""
