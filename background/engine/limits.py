"""How many jobs may run at once, and how many in a time."""

from datetime import timedelta

import msgspec

from background.exceptions import OptionInvalid

LONGEST_PERIOD = timedelta(days=366)


def are(kind: type, *values: object) -> bool:
    """Whether they are what their annotations say; those who write no types are told, too. True is no number here."""
    return all(isinstance(value, kind) and not (kind is int and isinstance(value, bool)) for value in values)


class Concurrency(msgspec.Struct, frozen=True):
    """At most `most` jobs at once, in all workers together; with `key`, for each value of that payload field.

    Raises:
        OptionInvalid: less than one.
    """

    most: int
    key: str = ""

    def __post_init__(self) -> None:
        if not are(int, self.most) or not are(str, self.key):
            raise OptionInvalid(f"a concurrency is a whole number and the name of a field, not {self.most!r} and {self.key!r}")
        if self.most < 1:
            raise OptionInvalid(f"concurrency is {self.most}; it must be at least 1 (to stop a queue, pause it)")


class Rate(msgspec.Struct, frozen=True):
    """At most `most` starts in each `per`, evenly spaced (GCRA, ITU-T I.371); `burst` of them may come at once.

    With `key` it counts apart for each value of that payload field.

    Raises:
        OptionInvalid: a number is less than one, or the time is not positive.
    """

    most: int
    per: timedelta = timedelta(seconds=1)
    burst: int = 1
    key: str = ""

    def __post_init__(self) -> None:
        if not (are(int, self.most, self.burst) and are(timedelta, self.per) and are(str, self.key)):
            raise OptionInvalid(f"a rate is whole numbers, a timedelta and the name of a field; {self!r} is not")
        if self.most < 1 or self.burst < 1 or not timedelta() < self.per <= LONGEST_PERIOD:
            raise OptionInvalid(f"a rate of {self.most} per {self.per} with bursts of {self.burst} lets no job through")

    @property
    def interval(self) -> float:
        """Seconds between two starts."""
        return self.per.total_seconds() / self.most

    @property
    def tolerance(self) -> float:
        """Seconds by which a start may come before its time."""
        return self.interval * (self.burst - 1)
