"""What people can be refused, each under its everyday parent."""


class AccountError(Exception):
    """The parent of all errors of this app."""


class InvalidAddress(AccountError, ValueError):
    """The text is not an address that mail can be sent to."""


class InvalidName(AccountError, ValueError):
    """Nobody can be called so. `code` names the reason: control_character or blank."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class InvalidCode(AccountError, ValueError):
    """The code is wrong, used, expired or out of guesses; which of these, nobody is told."""


class InvalidLink(AccountError, ValueError):
    """The link is wrong, used or expired, or its owner is not there; which of these, nobody is told."""


class WrongCredentials(AccountError, PermissionError):
    """No active person has this address and this password."""


class TooManyAttempts(AccountError, PermissionError):
    """So many wrong passwords were tried that the account takes none for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"the account takes no password for {seconds} s")
        self.seconds = seconds


class EmailNotVerified(AccountError, PermissionError):
    """The password is right, but the address has not been shown to be theirs."""


class InvalidCursor(AccountError, ValueError):
    """The text does not say where a page begins."""
