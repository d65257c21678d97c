"""A part of the ledger, and a slice of what lies in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What lies between two ids, which are not part of it; read from the newest, or `upwards` from the oldest."""

    above: UUID | None = None
    below: UUID | None = None
    upwards: bool = False

    def beyond(self, reached: UUID) -> Self:
        """What is left to read."""
        return replace(self, above=reached) if self.upwards else replace(self, below=reached)


@dataclass(frozen=True, slots=True)
class Slice:
    """Ids in the order of reading, where to read on (None at the end), and how many rows were looked at to find them."""

    ids: Sequence[UUID]
    reached: UUID | None
    looked_at: int


class Source(Protocol):
    """Knows the ids of jobs that have something in common."""

    def slice(self, span: Span, size: int) -> Slice:
        """The first of those in the span, at most `size`."""
