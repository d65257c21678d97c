"""A job as it is sent: everything a worker needs, and nothing that must be imported."""

from dataclasses import dataclass
from datetime import datetime
from secrets import randbits
from time import time_ns
from uuid import UUID

from background.engine.options import Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """`payload` is JSON; `name` is a registered wire name, never a path to import; `limit_key` is what its limits count apart."""

    id: str
    name: str
    queue: str
    payload: bytes
    options: Options
    request_id: str
    created_at: datetime
    version: int = 1
    limit_key: str = ""


def new_id() -> str:
    """A time-ordered UUIDv7 (RFC 9562, 5.7), so that the newest jobs lie together in every index."""
    milliseconds = time_ns() // 1_000_000
    value = (milliseconds << 80) | (0x7 << 76) | (randbits(12) << 64) | (0b10 << 62) | randbits(62)
    return str(UUID(int=value))
