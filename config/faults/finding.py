"""What a run found: promises that were kept or broken, and figures."""

from collections.abc import Callable
from dataclasses import dataclass, field

from config.faults.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """`found` is what was counted, `kept` whether that is what was promised."""

    text: str
    found: float | str
    kept: bool


@dataclass(slots=True)
class Found:
    promises: list[Promise] = field(default_factory=list)
    figures: dict[str, float | str] = field(default_factory=dict)

    def none(self, text: str, found: int) -> None:
        """It was promised that there is none."""
        self.promises.append(Promise(text=text, found=found, kept=found == 0))

    def all(self, text: str, found: int, expected: int) -> None:
        self.promises.append(Promise(text=text, found=f"{found} of {expected}", kept=found == expected))

    def within(self, text: str, seconds: float, limit: float) -> None:
        self.promises.append(Promise(text=f"{text} within {limit:g} s", found=round(seconds, 2), kept=seconds <= limit))

    def at_least(self, text: str, found: float, least: float) -> None:
        self.promises.append(Promise(text=f"{text}, at least {least:g}", found=round(found, 2), kept=found >= least))

    def at_most(self, text: str, found: float, most: float) -> None:
        self.promises.append(Promise(text=f"{text}, at most {most:g}", found=round(found, 2), kept=found <= most))

    @property
    def broken(self) -> list[Promise]:
        return [promise for promise in self.promises if not promise.kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRun:
    """Something that is broken, in one or several ways, and what is promised of it."""

    name: str
    what: str
    carry_out: Callable[[Stage, str], Found]
    ways: tuple[str, ...] = ("",)
