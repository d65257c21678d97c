"""What really happened to each job, noted outside the queue: an append to a file when it is accepted, begins, goes on and ends.

Redis can be killed, emptied or lied to; the witness is not in it. Appends are atomic at this size, whoever else writes.
"""

import os
import struct
import time
from collections import Counter
from collections.abc import Iterable
from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE, LEASE, LEDGER = "FAULTS_WITNESS", "FAULTS_LEASE_SECONDS", "FAULTS_LEDGER"
NANOSECONDS = 1e9
_ENTRY = struct.Struct("<cxxxIQQ")


class Deed(Enum):
    ACCEPTED = b"a"
    REFUSED = b"r"
    BEGAN = b"b"
    GOES_ON = b"g"
    ENDED = b"e"


class Entry(NamedTuple):
    """`moment` in nanoseconds of the monotonic clock, which all processes of a machine share."""

    deed: Deed
    number: int
    pid: int
    moment: int


def note(deed: Deed, number: int) -> None:
    os.write(_file(), _ENTRY.pack(deed.value, number, os.getpid(), now()))


def now() -> int:
    """The clock of `Entry.moment`."""
    return time.monotonic_ns()


def clear(path: Path) -> None:
    path.write_bytes(b"")


def read(path: Path) -> list[Entry]:
    """All entries, in the order in which they were written."""
    raw = path.read_bytes()
    whole = len(raw) - len(raw) % _ENTRY.size
    return [Entry(Deed(deed), *fields) for deed, *fields in _ENTRY.iter_unpack(raw[:whole])]


def count(entries: Iterable[Entry], deed: Deed) -> Counter[int]:
    """How often it happened to each job, by the job's number."""
    return Counter(entry.number for entry in entries if entry.deed is deed)


@cache
def _file() -> int:
    return os.open(os.environ[FILE], os.O_WRONLY | os.O_APPEND)
