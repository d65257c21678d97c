"""One mail address that really is one."""

import re
from collections.abc import Iterable

from email_validator import EmailNotValidError, validate_email

from background.exceptions import PayloadInvalid

_QUOTED = r'"(?:[^"\\\r\n]|\\.){1,320}"'
_PLAIN = r"""[^\s<>()\[\],;:"'@][^\s<>()\[\],;:"@]{0,319}"""
"""An apostrophe may stand in an address, but does not begin one: mostly somebody put the address between two of them."""
_DOMAIN = r"\[[^\]\s]{1,320}\]|[\w.-]{1,320}(?:@[\w.-]{1,320})*"
_LIKE_AN_ADDRESS = re.compile(rf"({_QUOTED}|{_PLAIN})(?:@|%40)({_DOMAIN})")


def one_address(text: str) -> str:
    """The address in its normal form.

    Raises:
        PayloadInvalid: it is no address, or more than one.
    """
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise PayloadInvalid(f"{text!r} is not a mail address: {error}") from error


def comparable(address: str) -> str:
    """By which it is told whether two are the same: whatever their case, and however a domain beyond ASCII is written. Servers may tell
    cases apart before the @ (RFC 5321, 2.4); two people whose addresses differ in no more are one too many for anybody."""
    lower = address.lower()
    if lower.isascii() and "xn--" not in lower:
        return lower
    try:
        return one_address(address).lower()
    except PayloadInvalid:
        return lower


def comparable_domain(domain: str) -> str:
    """As it stands in an address that is comparable."""
    return comparable(f"x@{domain}").rpartition("@")[2]


def each_once(addresses: Iterable[str]) -> list[str]:
    """In their order; of the same address the first."""
    first: dict[str, str] = {}
    for address in addresses:
        first.setdefault(comparable(address), address)
    return list(first.values())


def masked(address: str) -> str:
    """For logs: `a***@example.org`, and that again of what is masked."""
    name, _, domain = address.rpartition("@")
    return f"{name.lstrip('"')[:1]}***@{domain}"


def without_addresses(text: str) -> str:
    """The text with all that looks like an address masked, whosever it is: servers tell of aliases, and of those behind them."""
    return _LIKE_AN_ADDRESS.sub(lambda found: masked(f"{found[1]}@{found[2]}"), text)
