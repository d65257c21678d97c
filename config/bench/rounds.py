"""Runs measurements in rounds: every system once, then every system again, so that all meet the same machine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from config.bench.errors import CannotMeasure
from config.bench.figure import Figure, ratio
from config.bench.measurement import Measurement
from config.bench.stage import Stage
from config.bench.systems import System

type Run = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fault:
    """A system that could not be measured, and why."""

    measurement: str
    system: str
    reason: str


@dataclass(slots=True)
class Outcome:
    figures: list[Figure] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def rounds(measurement: Measurement, stage: Stage, *, runs: int, tell: Callable[[str], None], outcome: Outcome) -> None:
    """Measure every system so many times, telling before each; one that fails is left out of the rounds that follow."""
    taken: dict[str, list[Run]] = {system.name: [] for system in measurement.systems}
    failed: set[str] = set()
    for _ in range(runs):
        for system in measurement.systems:
            tell(f"{measurement.name}: {system.name}")
            if system.name in failed:
                continue
            try:
                taken[system.name].append(measurement.measure(system, stage))
            except CannotMeasure as error:
                failed.add(system.name)
                outcome.faults.append(Fault(measurement.name, system.name, str(error)))
    for system in measurement.systems:
        outcome.figures += _figures(measurement, system, taken[system.name], taken.get(system.baseline, []))


def _figures(measurement: Measurement, system: System, taken: Sequence[Run], baseline: Sequence[Run]) -> list[Figure]:
    return [
        Figure(
            measurement=measurement.name,
            system=system.name,
            figure=figure,
            unit=unit,
            values=(values := [run[figure] for run in taken]),
            baseline=system.baseline,
            ratio=ratio(values, [run[figure] for run in baseline]),
        )
        for figure, unit in measurement.figures.items()
        if taken
    ]
