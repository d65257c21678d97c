"""The one form in which an address is kept and looked up."""

from email_validator import EmailNotValidError, validate_email

from accounts.exceptions import InvalidAddress
from accounts.models import User

LONGEST = 254
"""RFC 5321 leaves no room for more between the angle brackets."""


def clean_address(text: str) -> str:
    """Lower case and plain ASCII, an international domain as punycode: look-alike letters make no second account.

    Raises:
        InvalidAddress: not an address; the message says why.
    """
    try:
        address = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True).ascii_email or ""
    except EmailNotValidError as error:
        raise InvalidAddress(str(error)) from error
    if len(address) > LONGEST:
        raise InvalidAddress(f"The address is longer than {LONGEST} characters.")
    return User.objects.normalize_email(address)
