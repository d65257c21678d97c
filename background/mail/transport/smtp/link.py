"""An open connection, on which mail may be sent at once."""

import select
import smtplib
import time
from contextlib import suppress
from io import BufferedReader

from background.mail.transport.smtp.answer import Opening
from background.mail.transport.smtp.envelope import Envelope
from background.mail.transport.smtp.reply import CLOSING, Reply, said
from background.mail.transport.smtp.server import Server
from background.mail.transport.smtp.window import Window

LONGEST_LINE = 4096
MOST_LINES = 100
GOODBYE_SECONDS = 1.0
NO_UTF8 = Reply(553, "5.6.7 the server offers no SMTPUTF8, which this address needs")
"""What RFC 6531, 3.5 lets a server say; here we know before we ask."""


class LinkLost(ConnectionError):
    """The server does not answer any more, hangs up, or says what is no SMTP.

    Attributes:
        code: 421 where the server said goodbye.
        is_late: it was waited for in vain.
        is_stale: it had been waiting for us.
    """

    def __init__(self, why: str, *, code: int = 0, is_late: bool = False, is_stale: bool = False) -> None:
        super().__init__(why)
        self.code = code
        self.is_late = is_late
        self.is_stale = is_stale


class Link:
    """Belongs to one thread at a time.

    Attributes:
        window: which all connections of this process to the server share.
        sent: how many envelopes it has carried.
        is_clean: no envelope is open on it.
    """

    def __init__(self, server: Server, smtp: smtplib.SMTP, window: Window) -> None:
        if smtp.sock is None:
            raise LinkLost("the server hung up")
        self.server = server
        self.window = window
        self.sent = 0
        self.is_clean = True
        self.used_at = time.monotonic()
        self._pipelines = smtp.has_extn("pipelining")
        self._carries_utf8 = smtp.has_extn("smtputf8")
        self._socket = smtp.sock
        self._file: BufferedReader = smtp.sock.makefile("rb")

    def announce[T](self, envelope: Envelope[T] | None, *, after: bytes = b"") -> None:
        """Write `after`, and with it who writes to whom next, as far as that may go out unasked."""
        self.is_clean = False
        ahead = envelope.commands() if envelope and self._pipelines and self._carries(envelope) else []
        self._write(b"".join((after, *ahead)))

    def opening[T](self, envelope: Envelope[T]) -> Opening:
        """What the server says to who writes to whom."""
        if not self._carries(envelope):
            return Opening(NO_UTF8)
        if not self._pipelines:
            return self._asked_one_by_one(*envelope.commands())
        mail = self.reply()
        recipients = tuple(self.reply() for _ in envelope.recipients)
        return Opening(mail, recipients, self.reply())

    def _carries[T](self, envelope: Envelope[T]) -> bool:
        return self._carries_utf8 or not envelope.needs_utf8

    def _asked_one_by_one(self, sender: bytes, *others: bytes) -> Opening:
        mail = self._ask(sender)
        recipients = tuple(self._ask(command) for command in others[:-1]) if mail.is_good else ()
        is_wanted = any(reply.is_good for reply in recipients)
        return Opening(mail, recipients, self._ask(others[-1]) if is_wanted else None)

    def _ask(self, command: bytes) -> Reply:
        self._write(command)
        return self.reply()

    def _write(self, data: bytes) -> None:
        if not data:
            return
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise _lost(error) from error

    def reply(self) -> Reply:
        """The next one, of one line or several.

        Raises:
            LinkLost: none comes, or the server says goodbye.
        """
        lines: list[str] = []
        for _ in range(MOST_LINES):
            line = self._line()
            lines.append(said(line[4:].strip()))
            if line[3:4] != b"-":
                break
        else:
            raise LinkLost("its answer has no end")  # what is left of it would be taken for the next one
        reply = Reply(int(line[:3]), " ".join(lines))
        if reply.code == CLOSING:
            raise LinkLost(reply.text, code=CLOSING)
        return reply

    def _line(self) -> bytes:
        try:
            line = self._file.readline(LONGEST_LINE)
        except OSError as error:
            raise _lost(error) from error
        if not line:
            raise LinkLost("the server hung up")
        if len(line) == LONGEST_LINE:
            raise LinkLost("a line of its answer has no end")
        if not (line[:3].isdigit() and line[3:4] in {b" ", b"-", b"\r", b"\n"}):
            raise LinkLost(f"the server says what is no SMTP: {line[:40]!r}")
        return line

    def has_word(self) -> bool:
        """Whether the server says something though it is our turn: mostly that it has waited too long."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(0))

    def close(self) -> None:
        """Say goodbye, where that makes sense."""
        with suppress(OSError, LinkLost):
            if self.is_clean:
                self._socket.settimeout(GOODBYE_SECONDS)
                self._socket.sendall(b"QUIT\r\n")
                self._file.readline(LONGEST_LINE)
        self.drop()

    def drop(self) -> None:
        """Hang up. A server that has not seen the end of a message must forget it (RFC 5321, 4.1.1.4)."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._socket.close()


def _lost(error: OSError) -> LinkLost:
    is_late = isinstance(error, TimeoutError)
    return LinkLost("no answer in time" if is_late else str(error) or type(error).__name__, is_late=is_late)
