"""What a waiting job does, by how its parents are. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from background.constants import FINAL_STATES, JobState
from background.engine.after import OnParentDeath


class Fate(Enum):
    WAIT = auto()
    RUN = auto()
    CANCEL = auto()


@dataclass(frozen=True, slots=True)
class Parent:
    """`state` is None where the parent was forgotten: then nobody can say that it succeeded."""

    state: JobState | None
    on_parent_death: OnParentDeath

    @property
    def has_failed(self) -> bool:
        return self.state is None or (self.state in FINAL_STATES and self.state is not JobState.SUCCEEDED)

    @property
    def holds_back(self) -> bool:
        if self.has_failed:
            return self.on_parent_death is OnParentDeath.HOLD
        return self.state is not JobState.SUCCEEDED


def fate_of(parents: Iterable[Parent]) -> Fate:
    """Cancelled as soon as one has failed whose failure means that; else it runs when none holds it back."""
    known = list(parents)
    if any(parent.has_failed and parent.on_parent_death is OnParentDeath.CANCEL for parent in known):
        return Fate.CANCEL
    return Fate.WAIT if any(parent.holds_back for parent in known) else Fate.RUN
