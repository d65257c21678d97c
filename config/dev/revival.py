"""Starts again what ended by itself, each time a little later: one fault more must not end the work of a morning."""

from collections.abc import Sequence
from time import monotonic
from typing import Protocol

from config.dev.screen import Screen

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
RECOVERED_AFTER = 60.0
"""Seconds; whoever runs for so long has got over what ended it, and would be started again at once."""


class Mortal(Protocol):
    """What may end by itself and can be started again: our children, and the embedded Valkey."""

    def lost(self) -> list[str]:
        """One line for each that has ended by itself since this was last asked."""

    def missing(self) -> list[str]:
        """The names of those that were told to be lost and have not been started again."""

    def start_again(self, name: str) -> None: ...


class Revival:
    """Looks after the processes of a project that stays."""

    def __init__(self, mortals: Sequence[Mortal], screen: Screen) -> None:
        self._mortals = mortals
        self._screen = screen
        self._waits: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._began: dict[str, float] = {}

    def look(self) -> None:
        """Tell who has ended, and start whose time has come; to be called again and again."""
        now = monotonic()
        for mortal in self._mortals:
            for line in mortal.lost():
                self._screen.fail(line)
            for name in mortal.missing():
                self._see_to(mortal, name, now)

    def _see_to(self, mortal: Mortal, name: str, now: float) -> None:
        if name not in self._due:
            self._plan(name, now)
        elif self._due[name] <= now:
            del self._due[name]
            self._began[name] = now
            mortal.start_again(name)

    def _plan(self, name: str, now: float) -> None:
        has_recovered = now - self._began.get(name, now) >= RECOVERED_AFTER
        wait = FIRST_WAIT if has_recovered or name not in self._waits else min(self._waits[name] * 2, LONGEST_WAIT)
        self._waits[name], self._due[name] = wait, now + wait
        self._screen.say(f"{name} starts again in {wait:g} s", style="yellow")
