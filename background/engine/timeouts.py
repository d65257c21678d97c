"""What is raised in a handler that has no time left. Neither is caught by `except Exception`."""


class JobTimedOut(BaseException):
    """The attempt took longer than its `timeout`."""

    def __init__(self, message: str = "it took longer than its timeout") -> None:
        super().__init__(message)


class HandedBack(BaseException):
    """The worker must go, and gives the job to another one."""
