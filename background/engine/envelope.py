"""A job as it is sent: everything a worker needs, and nothing that must be imported."""

from datetime import datetime
from secrets import randbits
from threading import Lock
from time import time_ns

import msgspec

from background.engine.options import Options
from background.engine.unique import Unique


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """`payload` is JSON; `name` is a registered wire name, never a path to import; `limit_key` is what its limits count apart.

    `recorded` says that a ledger follows it; `unique_key` is what no other job may have, under the rule `unique`.
    """

    id: str
    name: str
    queue: str
    payload: bytes
    options: Options
    request_id: str
    created_at: datetime
    version: int = 1
    limit_key: str = ""
    recorded: bool = False
    unique: Unique | None = None
    unique_key: str = ""


_lock = Lock()
_last = [0]
_LOWEST_62, _LOWEST_74 = (1 << 62) - 1, (1 << 74) - 1


def new_id() -> str:
    """A UUIDv7 (RFC 9562, 5.7), so that the newest jobs lie together in every index. Those of one process are in their order (6.2)."""
    fresh = (time_ns() // 1_000_000 << 74) | randbits(74)
    with _lock:
        if fresh <= _last[0]:  # within one millisecond, or the clock was set back
            fresh = _last[0] + 1 + randbits(32)
        _last[0] = fresh
    milliseconds, chance = fresh >> 74, fresh & _LOWEST_74
    digits = f"{(milliseconds << 80) | (0x7 << 76) | (chance >> 62 << 64) | (0b10 << 62) | (chance & _LOWEST_62):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"  # `str(UUID(...))` takes as long again
