"""Numbers and times as the hash of a job holds them, written and read."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

type Hash = Mapping[bytes, bytes]


def iso(moment: datetime) -> str:
    """A time in UTC as RQ writes it; its own `strftime` takes ten times as long."""
    return f"{moment.isoformat(timespec='microseconds')[:26]}Z"


def iso_of(seconds: float) -> str:
    """Unix seconds as `iso` writes them, for the moments that every job has."""
    whole = int(seconds)
    return f"{_second(whole)}.{int((seconds - whole) * 1_000_000):06d}Z"


@lru_cache(maxsize=4)
def _second(whole: int) -> str:
    return datetime.fromtimestamp(whole, UTC).isoformat()[:19]


def number_of(fields: Hash, name: bytes, default: int) -> int:
    return number(fields.get(name), default)


def number(value: bytes | None, default: int) -> int:
    """A counter as a hash holds it; what is no small number counts as the default."""
    return int(value) if value and value.isdigit() and len(value) < 10 else default


def time_of(seconds: bytes | float | None) -> datetime | None:
    """Unix seconds as a time, or None where they are none."""
    try:
        return None if seconds is None else datetime.fromtimestamp(float(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def moment_of(fields: Hash, name: bytes) -> datetime | None:
    value = fields.get(name)
    if value is None:  # as it is for most; what is raised costs more than what is read
        return None
    try:
        return datetime.fromisoformat(value.decode())
    except ValueError:
        return None
