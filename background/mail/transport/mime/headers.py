"""One header as it goes over the wire (RFC 5322, 2047, 6532)."""

import re
from collections.abc import Iterable
from email.header import Header
from email.utils import formataddr, getaddresses
from functools import lru_cache

from background.exceptions import PayloadInvalid
from background.mail.transport.mime.addresses import on_the_wire

FITS, LONGEST = 78, 998
LONGEST_WORD = 60
"""Characters, so that it stands beside the longest name of a header; an encoded word may have 75 (RFC 2047, 2)."""
_NAME = re.compile(r"[!-9;-~]+")
# C0 and C1, which hold every line break but two, and those two; a lone surrogate is no text. A tab may stand in a folded value.
_FORBIDDEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_OF_ADDRESSES = frozenset({"from", "to", "reply-to", "sender"})


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
        folded = _filled(f"{name}:", _mailboxes(value))
    else:
        charset = "us-ascii" if value.isascii() else "utf-8"
        folded = f"{name}: {Header(value, charset, maxlinelen=FITS - 2, header_name=name).encode(linesep='\r\n')}"
    if any(len(line.encode()) > LONGEST for line in folded.split("\r\n")):
        raise PayloadInvalid(f"the header {name} has a line of more than {LONGEST} bytes: {value[:80]!r}")
    return folded


def _mailboxes(value: str) -> list[str]:
    """As words between which a line may be broken: names as encoded words, if need be, and addresses as they are spoken to the server."""
    words: list[str] = []
    for name, address in getaddresses([value]):
        if not address:
            raise PayloadInvalid(f"{value[:80]!r} is not an address, or several of them parted by commas")
        if words:
            words[-1] += ","
        words += _words(name, on_the_wire(address))
    return words


def _words(name: str, spoken: str) -> list[str]:
    """A name that is too long for a line goes as encoded words, too: between the quotes of a string no line may be broken by all."""
    if not name:
        return [spoken]
    if name.isascii() and len(name) <= LONGEST_WORD:
        return [formataddr((name, "")).removesuffix(" <>"), f"<{spoken}>"]
    return [*Header(name, "utf-8", maxlinelen=LONGEST_WORD).encode().split(), f"<{spoken}>"]


def _filled(first: str, words: Iterable[str]) -> str:
    """As many words to a line as it holds."""
    lines = [first]
    for word in words:
        if len(lines[-1]) + len(word) < FITS or lines == [first]:  # a line of a name alone is none to many a reader
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\r\n".join(lines)
