"""A text as a part of a mail (RFC 2045)."""

from base64 import b64encode
from binascii import b2a_qp

from background.exceptions import PayloadInvalid

_ASCII = bytes(range(128))
LONGEST_LINE, COLUMNS = 998, 76
SHORT = 2_000
"""Bytes up to which quoted-printable, which people can read in a raw mail, costs nothing to speak of. Base64 is ten times as fast."""


def part(kind: str, text: str) -> bytes:
    """Headers and body of a part, in an encoding that every server passes on unchanged."""
    encoding, body = _encoded(_raw(text))
    return b'Content-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: %b\r\n\r\n%b' % (kind.encode(), encoding, body)


def _raw(text: str) -> bytes:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        raw = text.encode()
    except UnicodeEncodeError as error:
        raise PayloadInvalid(f"the mail holds what is no text: {error.reason}") from error
    return raw if raw.endswith(b"\n") else raw + b"\n"


def _encoded(raw: bytes) -> tuple[bytes, bytes]:
    if raw.isascii() and b"\0" not in raw and max(map(len, raw.split(b"\n"))) <= LONGEST_LINE:
        return b"7bit", raw.replace(b"\n", b"\r\n")
    foreign = len(raw.translate(None, _ASCII))
    if len(raw) <= SHORT and 6 * foreign < len(raw):  # each takes two bytes more there, and everything a third more in base64
        return b"quoted-printable", b2a_qp(raw).replace(b"\n", b"\r\n")
    return b"base64", _base64(raw)


def _base64(raw: bytes) -> bytes:
    """All at once and then cut: four times as fast as `encodebytes`."""
    encoded = b64encode(raw)
    return b"\r\n".join([encoded[at : at + COLUMNS] for at in range(0, len(encoded), COLUMNS)]) + b"\r\n"
