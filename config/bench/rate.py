"""Jobs per second, from the marks that jobs left."""

from collections.abc import Sequence

from config.bench.errors import CannotMeasure
from config.bench.marks import Mark

NANOSECONDS = 1e9
LEAST_SHARE = 0.3
"""Of the whole drain; less of it with all workers at work says nothing about them."""


def steady(marks: Sequence[Mark], *, processes: int) -> float:
    """The rate while every process worked: from the last one's first job to the first one's last.

    Raises:
        CannotMeasure: they hardly worked at the same time.
    """
    spans = [
        (moments[0], moments[-1]) for worker in range(processes) if (moments := [mark.moment for mark in marks if mark.worker == worker])
    ]
    begin, end = max(begun for begun, _ in spans), min(ended for _, ended in spans)
    share = (end - begin) / max(marks[-1].moment - marks[0].moment, 1)
    if len(spans) < processes or share < LEAST_SHARE:
        raise CannotMeasure(f"{processes} processes did not share {len(marks)} jobs; the machine is too busy, or the run too short")
    inside = sum(begin < mark.moment <= end for mark in marks)
    return inside * NANOSECONDS / (end - begin)


def overall(marks: Sequence[Mark]) -> float:
    """The rate from the first job to the last, whoever ran them."""
    return (len(marks) - 1) * NANOSECONDS / max(marks[-1].moment - marks[0].moment, 1)
