"""A job's life as bars on a line: when it waited, ran, and rested after a failure. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH = 1000
NARROWEST = 4
"""A run of a millisecond beside a wait of a day is seen all the same."""
_ENDS = frozenset({"succeeded", "cancelled"})
"""What follows these was started afresh by somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One execution. `memory` is the peak of its process in bytes, where that is known; `traceback` is text."""

    number: int
    worker: str
    outcome: str
    began: datetime | None
    ended: datetime | None = None
    error: str = ""
    traceback: str = ""
    memory: int | None = None

    @property
    def seconds(self) -> float | None:
        return (self.ended - self.began).total_seconds() if self.began and self.ended else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """`kind` is `waiting`, `backoff`, or how a run ended; `number` is that of the run, or of the one before a backoff."""

    kind: str
    number: int
    began: datetime
    ended: datetime

    @property
    def seconds(self) -> float:
        return (self.ended - self.began).total_seconds()

    @property
    def is_run(self) -> bool:
        return self.kind not in ("waiting", "backoff")

    @property
    def title(self) -> str:
        return f"attempt {self.number} {self.kind.replace('_', ' ')}" if self.is_run else self.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A phase, and where it lies on a line of `WIDTH`."""

    phase: Phase
    x: float
    width: float


def bars(created: datetime | None, runs: Sequence[Run], *, is_final: bool, now: datetime) -> list[Bar]:
    """What happened since it was created, in order; what has not ended goes on until now."""
    phases = list(_phases(created, runs, None if is_final else now, now))
    if not phases:
        return []
    begin, end = min(phase.began for phase in phases), max(phase.ended for phase in phases)
    scale = WIDTH / ((end - begin).total_seconds() or 1)
    return [_bar(phase, (phase.began - begin).total_seconds() * scale, phase.seconds * scale) for phase in phases]


def _phases(created: datetime | None, runs: Sequence[Run], going_on: datetime | None, now: datetime) -> Iterator[Phase]:
    begins = [run.began for run in runs if run.began]
    first = begins[0] if begins else going_on
    if created and first:
        yield Phase(kind="waiting", number=0, began=created, ended=max(created, first))
    for run, after in zip((run for run in runs if run.began), [*begins[1:], going_on], strict=False):
        yield from _of_run(run, after, now)


def _of_run(run: Run, after: datetime | None, now: datetime) -> Iterator[Phase]:
    """The run, and the time until the next one. Clocks of two machines may disagree; no phase ends before it began."""
    if not run.began:
        return
    ended = max(run.began, run.ended or after or now)
    yield Phase(kind=run.outcome, number=run.number, began=run.began, ended=ended)
    if run.ended and after and after > ended and run.outcome not in _ENDS:
        yield Phase(kind="backoff" if run.outcome == "failed" else "waiting", number=run.number, began=ended, ended=after)


def _bar(phase: Phase, x: float, width: float) -> Bar:
    begins = min(x, WIDTH - NARROWEST)
    return Bar(phase=phase, x=round(begins, 1), width=round(min(max(width, NARROWEST), WIDTH - begins), 1))
