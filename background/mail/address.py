"""One mail address that really is one."""

from email_validator import EmailNotValidError, validate_email

from background.exceptions import PayloadInvalid


def one_address(text: str) -> str:
    """The address in its normal form.

    Raises:
        PayloadInvalid: it is no address, or more than one.
    """
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise PayloadInvalid(f"{text!r} is not a mail address: {error}") from error


def masked(address: str) -> str:
    """For logs: `a***@example.org`."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}***@{domain}"
