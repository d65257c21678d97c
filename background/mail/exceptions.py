"""Why a mail does not go."""

from background.exceptions import BackgroundError, PermanentFailure


class MailRefused(PermanentFailure, ValueError):
    """The server refuses this mail for good."""


class MailDeferred(BackgroundError, ConnectionError):
    """The server does not take this mail now."""


class ProviderUnavailable(BackgroundError, ConnectionError):
    """The provider takes no mail at all: it does not answer, or it does not let us in."""
