"""Where a play happens: its client, its screen, and the record of its steps."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from config.dev.play.client import Client
from config.dev.play.errors import StepFailed
from config.dev.screen import Screen


@dataclass(slots=True, kw_only=True)
class Step:
    """One thing that was done, and what came of it."""

    what: str
    outcome: str = ""
    seconds: float = 0.0


@dataclass(slots=True, kw_only=True)
class Stage:
    """`lost` tells of processes that have died; with one missing there is no point in waiting."""

    client: Client
    screen: Screen
    lost: Callable[[], list[str]]
    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, what: str) -> Iterator[Step]:
        """Do one step; its failure carries its name.

        Raises:
            StepFailed: the step did not end as promised.
        """
        step = Step(what=what)
        began = time.monotonic()
        try:
            with self.screen.waiting(what):
                yield step
        except StepFailed as error:
            raise StepFailed(f"{what}: {error}") from error
        step.seconds = time.monotonic() - began
        self.steps.append(step)
        self.screen.step("✓", what, f"{step.outcome} ({step.seconds:.2f} s)")

    def skip(self, what: str, why: str) -> None:
        self.steps.append(Step(what=what, outcome=f"skipped: {why}"))
        self.screen.step("-", what, f"skipped: {why}")

    def wait_for[T](self, what: str, look: Callable[[], T | None], *, seconds: float) -> T:
        """Look until there is something to see.

        Raises:
            StepFailed: it did not come in time, or a process that is needed has died.
        """
        deadline = time.monotonic() + seconds
        while (seen := look()) is None:
            if lost := self.lost():
                raise StepFailed("; ".join(lost))
            if time.monotonic() > deadline:
                raise StepFailed(f"{what} did not come within {seconds:.0f} s; the processes' lines above say more")
            time.sleep(0.15)
        return seen
