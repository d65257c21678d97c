"""What a server answers."""

import re
from typing import NamedTuple

_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s|$)")
_QUEUED = re.compile(r"queued as <?([\w.@-]+)|\bid=([\w-]+)", re.IGNORECASE)

CLOSING = 421
"""The server says it and goes."""


def said(raw: bytes) -> str:
    """As text that a database can keep and a terminal can show: what is not to be seen, a NUL above all, is replaced."""
    text = raw.decode(errors="replace")
    return text if text.isprintable() else "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


class Reply(NamedTuple):
    code: int
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 400

    @property
    def is_final(self) -> bool:
        """No other attempt will help. What is no code of RFC 5321 says nothing for good."""
        return 500 <= self.code < 600

    @property
    def enhanced(self) -> str:
        """RFC 3463, `5.1.1` say; empty where the server gives none."""
        found = _ENHANCED.match(self.text)
        return found[1] if found else ""

    @property
    def queue_id(self) -> str:
        """What the server calls a mail that it took, where it says so in a usual way."""
        found = _QUEUED.search(self.text)
        return (found[1] or found[2])[:255] if found else ""
