"""An address as it is spoken to a server."""

import re
from email.utils import parseaddr

from email_validator import EmailNotValidError, validate_email

from background.exceptions import PayloadInvalid

LONGEST = 254
"""RFC 5321, 4.5.3.1.3: a path has 256 octets with its brackets."""
_SPOKEN = re.compile(
    '[^\x00-\x20\x7f-\xa0<>()\\[\\],;:\\\\"\u2028\u2029\ud800-\udfff]+@[^\x00-\x20\x7f-\xa0<>@,;\\\\"\u2028\u2029\ud800-\udfff]+'
)


def on_the_wire(address: str) -> str:
    """With its domain in ASCII, which every server understands. Only a local part beyond ASCII needs SMTPUTF8 (RFC 6531), and then
    nothing is changed.

    Raises:
        PayloadInvalid: it is none, or could be taken for two.
    """
    if not _SPOKEN.fullmatch(address):
        raise PayloadInvalid(f"{address[:80]!r} is not a mail address")
    local, _, domain = address.rpartition("@")
    spoken = address if domain.isascii() or not local.isascii() else f"{local}@{_ascii(domain)}"
    if len(spoken.encode()) > LONGEST:
        raise PayloadInvalid(f"{address[:80]!r} has more than {LONGEST} bytes")
    return spoken


def address_of(mailbox: str) -> str:
    """`Ada <ada@example.org>` without the name."""
    return parseaddr(mailbox)[1]


def _ascii(domain: str) -> str:
    """By IDNA 2008 (RFC 5891), as addresses are checked: by the older rules of Python and Django `faß.de` is `fass.de`, somebody else's."""
    try:
        return validate_email(f"x@{domain}", check_deliverability=False, test_environment=True).ascii_domain
    except EmailNotValidError as error:
        raise PayloadInvalid(f"{domain[:80]!r} is not a domain: {error}") from error
