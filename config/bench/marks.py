"""What every measured job does: note, outside Redis, that it ran.

A mark is one append to a file: when (the monotonic clock, which all processes of a machine share) and in which worker.
It is the same for every system, costs microseconds, and cannot be lost with Redis' own bookkeeping. The first job of a
worker waits until every other worker has one too: else a fast worker would drain the queue while others still load.
"""

import os
import struct
import time
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE, WORKER, WORKERS = "BENCH_MARKS", "BENCH_WORKER", "BENCH_WORKERS"
_MARK = struct.Struct("<QQ")


class Mark(NamedTuple):
    """`moment` in nanoseconds, `worker` counted from 0."""

    moment: int
    worker: int


def mark() -> None:
    """Appends are atomic at this size, whoever else writes."""
    _gather()
    os.write(_file(), _MARK.pack(time.monotonic_ns(), int(os.environ[WORKER])))


def clear(path: Path) -> None:
    """No marks, and no worker that is there."""
    for present in path.parent.glob(f"{path.name}.*"):
        present.unlink()
    path.write_bytes(b"")


def count(path: Path) -> int:
    return path.stat().st_size // _MARK.size


def read(path: Path) -> list[Mark]:
    """All marks, in the order of time."""
    return sorted(Mark(*fields) for fields in _MARK.iter_unpack(path.read_bytes()))


@cache
def _gather() -> None:
    everybody = [Path(f"{os.environ[FILE]}.{number}") for number in range(int(os.environ[WORKERS]))]
    everybody[int(os.environ[WORKER])].touch()
    while not all(present.exists() for present in everybody):
        time.sleep(0.001)


@cache
def _file() -> int:
    return os.open(os.environ[FILE], os.O_WRONLY | os.O_APPEND)
