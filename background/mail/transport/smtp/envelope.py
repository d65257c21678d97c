"""A mail with the addresses that a server is told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope[T]:
    """`of` is what it was made of. `data` is the message, every line of it ended by CRLF."""

    of: T
    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def needs_utf8(self) -> bool:
        """Whether an address is one that only SMTPUTF8 can carry (RFC 6531)."""
        return not all(address.isascii() for address in (self.sender, *self.recipients))

    def commands(self) -> list[bytes]:
        option = " SMTPUTF8" if self.needs_utf8 else ""
        recipients = [f"RCPT TO:<{address}>\r\n".encode() for address in self.recipients]
        return [f"MAIL FROM:<{self.sender}>{option}\r\n".encode(), *recipients, b"DATA\r\n"]

    def stuffed(self) -> bytes:
        """The message and its end, no line of it like that end (RFC 5321, 4.5.2)."""
        data = self.data if self.data.endswith(b"\r\n") else self.data + b"\r\n"
        return (b"." if data.startswith(b".") else b"") + data.replace(b"\r\n.", b"\r\n..") + b".\r\n"
