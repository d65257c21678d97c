"""Queues as code declares them, and the decorator that puts a job on one."""

from collections.abc import Callable
from typing import Unpack, cast

from background.engine.job import Job
from background.engine.job_type import JobType
from background.engine.options import OptionArgs, Options
from background.engine.registry import register


class JobQueue:
    """A queue and the options that its jobs share."""

    def __init__(self, name: str, **options: Unpack[OptionArgs]) -> None:
        self.name = str(name)
        self.options = Options().using(**options)

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
