"""What is raised in a handler from outside. Only `SoftTimeout` is caught by `except Exception`."""

from background.exceptions import BackgroundError


class SoftTimeout(BackgroundError, TimeoutError):
    """The attempt took longer than its `soft_timeout`; what the handler does now had better be short."""

    def __init__(self, message: str = "it took longer than its soft_timeout") -> None:
        super().__init__(message)


class JobTimedOut(BaseException):
    """The attempt took longer than its `timeout`."""

    def __init__(self, message: str = "it took longer than its timeout") -> None:
        super().__init__(message)


class JobCancelled(BaseException):
    """Somebody cancelled the job while it ran. Raised by `job.raise_if_cancelled()`, or from outside when that comes too late."""

    def __init__(self, reason: str = "cancelled") -> None:
        super().__init__(reason)


class HandedBack(BaseException):
    """The worker must go, and gives the job to another one."""
