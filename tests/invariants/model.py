"""What must be true of jobs, in plain Python: who was accepted, what is open, and what the ledger knows of it."""

from dataclasses import dataclass, field, replace

from background.constants import JobState

POISON = 3
"""Workers that died with it."""


@dataclass(slots=True)
class Life:
    """One job. `end` is None while it is open; `crashes` and `is_unwanted` are Redis' alone."""

    end: JobState | None = None
    crashes: int = 0
    is_unwanted: bool = False
    is_unique: bool = False


@dataclass(slots=True)
class Model:
    """`lives` is how things are, `noted` how the ledger has written them down; `never` was rolled back."""

    lives: dict[str, Life] = field(default_factory=dict)
    noted: dict[str, JobState | None] = field(default_factory=dict)
    never: set[str] = field(default_factory=set)

    def accept(self, job_id: str, *, is_unique: bool = False) -> None:
        """An id that stands for a job which was accepted before changes nothing."""
        self.lives.setdefault(job_id, Life(is_unique=is_unique))
        self.noted.setdefault(job_id, None)

    def end(self, job_id: str, state: JobState) -> None:
        self.lives[job_id].end = state

    def start_afresh(self, job_id: str) -> None:
        self.lives[job_id] = Life(is_unique=self.lives[job_id].is_unique)

    def let_go(self, job_id: str) -> None:
        """Its attempt is over and another would follow, unless somebody has cancelled it."""
        if self.lives[job_id].is_unwanted:
            self.end(job_id, JobState.CANCELLED)

    def crash(self, job_id: str) -> None:
        """A sweep found that its worker died."""
        life = self.lives[job_id]
        life.crashes += 1
        if life.crashes >= POISON:
            life.end = JobState.DEAD
        self.let_go(job_id)

    def note(self) -> None:
        """The ledger has written down all that happened."""
        self.noted = {job_id: life.end for job_id, life in self.lives.items()}

    def lose(self) -> None:
        """Redis forgot everything: what the ledger has not written down did not happen."""
        self.lives = {job_id: replace(life, end=self.noted[job_id], crashes=0, is_unwanted=False) for job_id, life in self.lives.items()}

    @property
    def open(self) -> list[str]:
        return [job_id for job_id, life in self.lives.items() if life.end is None]
