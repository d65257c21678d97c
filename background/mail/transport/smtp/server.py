"""Which server, and how to reach it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Tls(StrEnum):
    IMPLICIT = "implicit"
    """From the first byte (RFC 8314), usual on port 465."""
    STARTTLS = "starttls"
    """By the command of RFC 3207, usual on port 587. A server that does not offer it gets nothing."""
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """`timeout` is how many seconds each answer may take; `idle` after how many a connection is not used again."""

    host: str
    port: int
    tls: Tls = Tls.NONE
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 15.0
    idle: float = 30.0

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"
