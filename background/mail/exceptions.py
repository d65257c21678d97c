"""Why a mail does not go."""

from background.exceptions import BackgroundError, PermanentFailure, Snooze


class MailRefused(PermanentFailure, ValueError):
    """The server refuses this mail for good."""


class MailDeferred(BackgroundError, ConnectionError):
    """The server does not take this mail now; `retry_after` is how many seconds it asks for, if it does."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ProviderUnavailable(Snooze):
    """No provider takes mail at the moment: none answers, or none lets us in. That is no fault of the mail's, and costs no attempt."""


class NotResendable(PermanentFailure, ValueError):
    """This mail cannot be sent once more."""
