"""What a check found wrong, and the way out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class Gravity(StrEnum):
    ERROR = "error"
    """Jobs do not run, are lost, or are not remembered."""
    WARNING = "warning"
    """They will be, if nobody does anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    gravity: Gravity
    what: str
    way_out: str


type Check = Callable[[], Iterable[Finding]]


def error(what: str, way_out: str) -> Finding:
    return Finding(gravity=Gravity.ERROR, what=what, way_out=way_out)


def warning(what: str, way_out: str) -> Finding:
    return Finding(gravity=Gravity.WARNING, what=what, way_out=way_out)
