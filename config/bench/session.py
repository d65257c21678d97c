"""One run of `bin/bench queue`: every measurement that was asked for, with a bar that says how far it is."""

from collections.abc import Sequence
from contextlib import nullcontext

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from config.bench.awake import awake
from config.bench.extent import Extent
from config.bench.measurement import Measurement
from config.bench.room import Room
from config.bench.rounds import Outcome, rounds
from config.bench.stage import Stage
from config.dev.guardian import Guardian

STOP_SECONDS = 2.0


def measure_all(
    measurements: Sequence[Measurement], room: Room, extent: Extent, *, runs: int, console: Console, cpus_awake: bool = False
) -> Outcome:
    """A system that cannot be measured is among the faults; the others are measured all the same."""
    outcome = Outcome()
    steps = sum(len(measurement.systems) for measurement in measurements) * runs
    with Guardian(patience=STOP_SECONDS) as guardian, awake(guardian) if cpus_awake else nullcontext(), _bar(console) as progress:
        stage = Stage(room, extent, guardian)
        bar = progress.add_task("starting", total=steps, completed=-1)
        for measurement in measurements:
            rounds(measurement, stage, runs=runs, tell=lambda what: progress.update(bar, advance=1, description=what), outcome=outcome)
    return outcome


def _bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)
