"""Where a job stands among all others, as a number that every database can order by."""

from datetime import datetime
from uuid import UUID

LAST = 2**63 - 1
_MILLISECONDS_BITS, _FRACTION_BITS = 42, 12


def place_of(job_id: UUID) -> int:
    """63 bits of a UUIDv7 that order as it does: its milliseconds (until the year 2109), their fraction, and 9 random bits."""
    number = job_id.int
    milliseconds = (number >> 80) & ((1 << _MILLISECONDS_BITS) - 1)
    fraction = (number >> 64) & ((1 << _FRACTION_BITS) - 1)
    random = (number >> 53) & 0x1FF
    return (milliseconds << 21) | (fraction << 9) | random


def id_at(place: int) -> UUID:
    """The smallest id that has this place."""
    milliseconds, fraction, random = place >> 21, (place >> 9) & 0xFFF, place & 0x1FF
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (fraction << 64) | (0b10 << 62) | (random << 53))


def place_at(moment: datetime) -> int:
    """The first place of this millisecond."""
    return min(max(0, int(moment.timestamp() * 1000)), (1 << _MILLISECONDS_BITS) - 1) << 21


def place_beyond(moment: datetime) -> int:
    """The first place after this millisecond."""
    return min(LAST, place_at(moment) + (1 << 21))
