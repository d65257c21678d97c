"""One figure of one system over all runs."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`ratio` is to the baseline system, run by run, and of these the median; None where the baseline has no such figure."""

    measurement: str
    system: str
    figure: str
    unit: str
    values: Sequence[float]
    baseline: str
    ratio: float | None = None

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def as_json(self) -> dict[str, object]:
        return {
            "measurement": self.measurement,
            "system": self.system,
            "figure": self.figure,
            "unit": self.unit,
            "values": list(self.values),
            "median": self.median,
            "min": min(self.values),
            "max": max(self.values),
            "baseline": self.baseline,
            "ratio": self.ratio,
        }


def ratio(values: Sequence[float], baseline: Sequence[float]) -> float | None:
    """Of values that were measured in the same runs; a busy minute of the machine then hits both."""
    if not baseline or len(values) != len(baseline) or not all(baseline):
        return None
    return statistics.median(value / base for value, base in zip(values, baseline, strict=True))
