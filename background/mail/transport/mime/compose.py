"""A mail as bytes: multipart/alternative of text and HTML."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from secrets import token_hex

from background.mail.letters.letter import Letter
from background.mail.outgoing import Outgoing
from background.mail.transport.mime.bodies import part
from background.mail.transport.mime.headers import header


def composed(mail: Outgoing, *, sender: str) -> bytes:
    """With CRLF at the end of every line.

    Args:
        sender: what its `From` says: an address, mostly with a name before it.

    Raises:
        PayloadInvalid: a header or an address holds what could make another one of it.
    """
    headers = {
        "From": sender,
        "To": mail.to,
        "Subject": mail.letter.subject,
        "Date": _date(int(time.time())),
        "Message-ID": f"<{mail.message_id}>",
        **mail.headers,
        "MIME-Version": "1.0",
    }
    lines = [header(name, value) for name, value in headers.items()]
    return b"\r\n".join(("\r\n".join(lines).encode(), b"".join(_body(mail.letter))))


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    """Hundreds of mails are of one second (RFC 5322, 3.3)."""
    return format_datetime(datetime.fromtimestamp(second, UTC))


def _body(letter: Letter) -> Iterator[bytes]:
    if not letter.html:
        yield part("plain", letter.text)
        return
    boundary = f"=_{token_hex(16)}".encode()
    yield b'Content-Type: multipart/alternative;\r\n boundary="%b"\r\n\r\n' % boundary
    for kind, text in (("plain", letter.text), ("html", letter.html)):
        yield b"--%b\r\n%b\r\n" % (boundary, part(kind, text))
    yield b"--%b--\r\n" % boundary
