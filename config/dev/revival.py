"""Starts again what ended by itself, each time a little later: one fault more must not end the work of a morning."""

from time import monotonic

from config.dev.children import Children
from config.dev.screen import Screen

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
RECOVERED_AFTER = 60.0
"""Seconds; whoever runs for so long has got over what ended it, and would be started again at once."""


class Revival:
    """Looks after the children of a project that stays."""

    def __init__(self, children: Children, screen: Screen) -> None:
        self._children = children
        self._screen = screen
        self._waits: dict[str, float] = {}
        self._due: dict[str, float] = {}
        self._began: dict[str, float] = {}

    def look(self) -> None:
        """Tell who has ended, and start whose time has come; to be called again and again."""
        for line in self._children.lost():
            self._screen.fail(line)
        now = monotonic()
        for name in self._children.missing():
            if name not in self._due:
                self._plan(name, now)
            elif self._due[name] <= now:
                self._start(name, now)

    def _plan(self, name: str, now: float) -> None:
        has_recovered = now - self._began.get(name, now) >= RECOVERED_AFTER
        wait = FIRST_WAIT if has_recovered or name not in self._waits else min(self._waits[name] * 2, LONGEST_WAIT)
        self._waits[name], self._due[name] = wait, now + wait
        self._screen.say(f"{name} starts again in {wait:g} s", style="yellow")

    def _start(self, name: str, now: float) -> None:
        del self._due[name]
        self._began[name] = now
        self._children.start_again(name)
