"""Where a page begins: at the newest, or beside a job."""

import re
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from background.exceptions import CursorInvalid
from background.ledger.span import Span

_CURSOR = re.compile(r"([on])(?!0{32}|f{32})([0-9a-f]{32})")
"""Beside the first or the last of all ids there is no other, and no job has one of them."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Older jobs than `beside`, or the newer ones, which are read upwards; all of them, where it is None."""

    beside: UUID | None = None
    upwards: bool = False

    @classmethod
    def read(cls, text: str) -> Self:
        """
        Raises:
            CursorInvalid: `str` of no cursor.
        """
        if not text:
            return cls()
        parts = _CURSOR.fullmatch(text)
        if not parts:
            raise CursorInvalid(f"{text[:50]!r} is no cursor; take the one of a page's neighbour")
        return cls(UUID(parts[2]), upwards=parts[1] == "n")

    def __str__(self) -> str:
        return f"{'n' if self.upwards else 'o'}{self.beside.hex}" if self.beside else ""

    def within(self, span: Span) -> Span:
        """The part of the span that is to be read from here."""
        if self.beside is None:
            return span
        if self.upwards:
            return Span(above=max(self.beside, span.above or self.beside), below=span.below, upwards=True)
        return Span(above=span.above, below=min(self.beside, span.below or self.beside))

    def turned(self) -> Self:
        """The other way, the job beside it included."""
        if self.beside is None:
            return self
        return type(self)(UUID(int=self.beside.int + (1 if self.upwards else -1)), upwards=not self.upwards)
