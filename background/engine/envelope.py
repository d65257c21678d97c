"""A job as it is sent: everything a worker needs, and nothing that must be imported."""

from datetime import datetime
from os import urandom
from time import time_ns

import msgspec

from background.engine.options import Options
from background.engine.subjects import Subjects
from background.engine.unique import Unique


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """`payload` is JSON; `name` is a registered wire name, never a path to import; `limit_key` is what its limits count apart.

    `recorded` says that a ledger follows it; `unique_key` is what no other job may have, under the rule `unique`; `subjects` are all
    about whom it is.
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
    subjects: Subjects = ()


def new_ids(number: int) -> list[str]:
    """So many UUIDv7s (RFC 9562, 5.7), so that the newest jobs lie together in every index.

    Their 12 bits after the milliseconds are their fraction (6.2, method 3), so ids are also in their order within one.
    """
    chance = urandom(8 * number)
    return [_id(time_ns(), int.from_bytes(chance[start : start + 8]) >> 2) for start in range(0, len(chance), 8)]


def _id(nanoseconds: int, chance: int) -> str:
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    digits = f"{(milliseconds << 80) | (0x7 << 76) | ((rest << 12) // 1_000_000 << 64) | (0b10 << 62) | chance:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"  # `str(UUID(...))` takes as long again
