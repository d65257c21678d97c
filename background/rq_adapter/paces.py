"""How fast something may go out, counted by all processes together."""

from collections.abc import Mapping
from dataclasses import dataclass

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.scripts import call


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`seconds` until one more may go out. `is_taken`: it is this caller's place, who goes when they are over."""

    seconds: float
    is_taken: bool


def take_place(rates: Mapping[str, tuple[float, float]], *, patience: float) -> Place:
    """One more under all of these rates, which are seconds between two and seconds of tolerance.

    Args:
        patience: how many seconds the caller would wait. If it would be more no place is taken.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    words = [word for name, (interval, tolerance) in rates.items() for word in (name, interval, tolerance)]
    with reachable():
        milliseconds, is_taken = call(connection(), "pace", patience, *words)
    return Place(seconds=milliseconds / 1000, is_taken=bool(is_taken))
