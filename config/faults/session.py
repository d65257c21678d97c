"""One run of `bin/faults`: everything that was asked for, with a bar that says how far it is."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from config.faults.errors import CannotRun
from config.faults.extent import Extent
from config.faults.finding import FaultRun, Found
from config.faults.stage import Stage, stage
from config.faults.standstill import Standstill

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One run in one way: what it found, or why it could not be carried out."""

    run: FaultRun
    way: str
    seconds: float
    found: Found = field(default_factory=Found)
    failure: str = ""

    @property
    def name(self) -> str:
        return f"{self.run.name} ({self.way})" if self.way else self.run.name

    @property
    def is_kept(self) -> bool:
        return not self.failure and not self.found.broken


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What happened, and on which server."""

    server: str
    done: Sequence[Done]


def carry_out_all(runs: Sequence[FaultRun], extent: Extent, *, binary: Path | None, console: Console) -> Session:
    """A promise that is broken stops nothing: the other runs are carried out all the same."""
    wanted = [(run, way) for run in runs for way in run.ways]
    with _bar(console) as progress:
        bar = progress.add_task("starting", total=len(wanted), said="")

        def tell(said: str) -> None:
            progress.update(bar, said=said)

        with stage(binary=binary, extent=extent, tell=tell) as place:
            done = []
            for run, way in wanted:
                progress.update(bar, description=f"{run.name} {way}", said="")
                done.append(carry_out(run, way, place))
                progress.advance(bar)
                _say(progress, done[-1])
            return Session(server=place.room.server(), done=done)


def carry_out(run: FaultRun, way: str, place: Stage) -> Done:
    """On an empty stage; afterwards none of its processes lives.

    What is broken while the machine stands still for longer than a worker may miss says nothing about the worker: it is carried out again.
    """
    for before in range(TRIES):
        with Standstill() as standstill:
            done = _carry_out_once(run, way, place)
        if before:
            done.found.figures["done again, for the machine had stood still"] = before
        if done.is_kept or standstill.longest < place.extent.lease_seconds / 4:
            break
        place.tell(f"the machine stood still for {standstill.longest:.1f} s, so this is done again")
    return done


def _carry_out_once(run: FaultRun, way: str, place: Stage) -> Done:
    began = time.monotonic()
    try:
        place.clear()
        found = run.carry_out(place, way)
    except CannotRun as error:
        return Done(run=run, way=way, seconds=time.monotonic() - began, failure=str(error))
    finally:
        place.crew.kill_all()
    return Done(run=run, way=way, seconds=time.monotonic() - began, found=found)


def _say(progress: Progress, done: Done) -> None:
    word = "[green]kept[/]  " if done.is_kept else "[bold red]BROKEN[/]"
    progress.console.print(f"{word} {done.name} ({done.seconds:.0f} s)")


def _bar(console: Console) -> Progress:
    columns = (
        TextColumn("{task.description:<24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[said]}"),
    )
    return Progress(*columns, console=console, transient=True)
