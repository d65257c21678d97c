"""What `bin/dev` shows: the processes' lines under their names, and what happens in the play."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.text import Text

COLOURS = ("cyan", "magenta", "yellow", "blue", "green", "bright_black")
NAME_WIDTH = 14


class Screen:
    """A terminal, or a file that gets the same words without colour and movement."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._colours: dict[str, str] = {}

    def output(self, name: str, line: str) -> None:
        """One line that a process wrote."""
        colour = self._colours.setdefault(name, COLOURS[len(self._colours) % len(COLOURS)])
        self._print(Text.assemble((f"{name:<{NAME_WIDTH}} │ ", colour), Text.from_ansi(line)))

    def say(self, line: str, *, style: str = "") -> None:
        self._print(Text(line, style))

    def fail(self, line: str) -> None:
        self.say(f"bin/dev: {line}", style="bold red")

    def step(self, mark: str, what: str, outcome: str) -> None:
        self._print(Text.assemble((f"{mark} ", "green" if mark == "✓" else "yellow"), (what, "bold"), f"  {outcome}"))

    def show(self, picture: RenderableType) -> None:
        self._console.print(picture)

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """Something moves, on a terminal, for as long as it takes."""
        with self._console.status(Text(what)):
            yield

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)
