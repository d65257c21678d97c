"""One header as it goes over the wire (RFC 5322, 2047, 6532)."""

import re
from email.header import Header
from email.utils import formataddr, parseaddr
from functools import lru_cache

from background.exceptions import PayloadInvalid
from background.mail.transport.mime.addresses import on_the_wire

FITS, LONGEST = 78, 998
_NAME = re.compile(r"[!-9;-~]+")
# C0 and C1, which hold every line break but two, and those two; a lone surrogate is no text. A tab may stand in a folded value.
_FORBIDDEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_OF_ADDRESSES = frozenset({"from", "to", "reply-to", "sender", "x-original-to"})


def header(name: str, value: str) -> str:
    """`name: value`, encoded and folded, without the last line break.

    Raises:
        PayloadInvalid: it could begin another header, or is too long for any server.
    """
    if not _NAME.fullmatch(name):
        raise PayloadInvalid(f"{name!r} is not the name of a header")
    if _FORBIDDEN.search(value):
        raise PayloadInvalid(f"the header {name} holds a line break or another control character: {value[:80]!r}")
    line = f"{name}: {value}"
    if line.isascii() and (len(line) <= FITS or (len(line) <= LONGEST and _cannot_be_folded(value))):
        return line
    return _folded(name, value)


def _cannot_be_folded(value: str) -> bool:
    """A long link is as long on a line of its own, and some who look for it take that for no link."""
    return any(len(word) > FITS for word in value.split(" "))


@lru_cache(maxsize=256)
def _folded(name: str, value: str) -> str:
    if name.lower() in _OF_ADDRESSES:
        folded = f"{name}: {_mailbox(value)}"
    else:
        charset = "us-ascii" if value.isascii() else "utf-8"
        folded = f"{name}: {Header(value, charset, maxlinelen=FITS - 2, header_name=name).encode(linesep='\r\n')}"
    if any(len(line.encode()) > LONGEST for line in folded.split("\r\n")):
        raise PayloadInvalid(f"the header {name} has a line of more than {LONGEST} bytes: {value[:80]!r}")
    return folded


def _mailbox(value: str) -> str:
    """Its name as encoded words, its address as it is spoken to the server."""
    name, address = parseaddr(value)
    if not address:
        raise PayloadInvalid(f"{value[:80]!r} is not one address")
    spoken = on_the_wire(address)
    if spoken.isascii():
        return formataddr((name, spoken))
    return f"{Header(name, 'utf-8').encode(linesep='\r\n')} <{spoken}>" if name else spoken
