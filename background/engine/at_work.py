"""What is around a handler while it runs."""

from contextvars import Token

from background.engine.capture import Write, capture_for, release
from background.engine.hushed import falls_silent, speaks
from background.engine.job import Job
from background.engine.timeouts import JobCancelled, JobTimedOut


class AtWork:
    """Within the block, what this thread or task logs goes to the job's log, and to that of the process without the job's secrets; at
    its end everything that the job said is sent."""

    __slots__ = ("_job", "_speech", "_token")

    def __init__(self, job: Job[object]) -> None:
        self._job = job

    def __enter__(self) -> None:
        self._token: Token[Write | None] = capture_for(self._job.log)
        self._speech: Token[Job[object] | None] = speaks(self._job)

    def __exit__(self, *error: object) -> None:
        release(self._token)
        falls_silent(self._speech)
        try:
            self._job.close()
        except (JobTimedOut, JobCancelled):
            return  # too late: the handler was through before
