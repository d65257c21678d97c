"""Rows as lines of text whose columns stand below each other."""

from collections.abc import Sequence

WIDEST = 60


def table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """What is too wide is cut; what could move the cursor of a terminal is not printed."""
    lines = [list(titles), *([cell(value) for value in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def cell(value: object) -> str:
    text = printable(str(value).partition("\n")[0])
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"


def printable(text: str) -> str:
    """The text with a mark for every character that a terminal would obey instead of showing it; lines stay lines."""
    return "".join(character if character.isprintable() or character in "\n\t" else "�" for character in text)
