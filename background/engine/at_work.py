"""What is around a handler while it runs."""

from contextvars import Token

from background.engine.capture import Write, capture_for, release
from background.engine.job import Job
from background.engine.timeouts import JobCancelled, JobTimedOut


class AtWork:
    """Within the block, what this thread or task logs goes to the job's log; at its end everything that the job said is sent."""

    __slots__ = ("_job", "_token")

    def __init__(self, job: Job[object]) -> None:
        self._job = job

    def __enter__(self) -> None:
        self._token: Token[Write | None] = capture_for(self._job.log)

    def __exit__(self, *error: object) -> None:
        release(self._token)
        try:
            self._job.close()
        except (JobTimedOut, JobCancelled):
            return  # too late: the handler was through before
