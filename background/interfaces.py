"""The shapes that cross from one part to another (the documents' `job.interface`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from background.constants import JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a running job says it is: percent from 0 to 100, and what it is doing."""

    percent: int = 0
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """What a job said while it ran. `level` is debug, info, warning, error or critical."""

    at: datetime
    level: str
    attempt: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFault:
    """Why an attempt failed: the error's class name, its message and its traceback."""

    code: str
    message: str
    stack: str = ""

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSnapshot:
    """What is known of a job at one moment."""

    id: str
    name: str
    queue: str
    state: JobState
    owner: str = ""
    request_id: str = ""
    tags: tuple[str, ...] = ()
    data: object = None
    progress: Progress = field(default_factory=Progress)
    attempts: int = 0
    max_attempts: int = 1
    priority: int = 0
    created_at: datetime | None = None
    run_after: datetime | None = None
    enqueued_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    result: object = None
    error: JobFault | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSnapshot:
    """One run of a job. Two have the same number where the first of them did not use up its attempt."""

    number: int
    worker: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    error: JobFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProgress:
    """How many jobs of a batch are in which state."""

    counts: Mapping[JobState, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def ended(self) -> int:
        return sum(number for state, number in self.counts.items() if state.is_final)

    @property
    def is_finished(self) -> bool:
        return self.ended == self.total

    @property
    def percent(self) -> int:
        """Rounded down: 100 means that all have ended."""
        return 100 * self.ended // self.total if self.total else 100


class OriginalJob(TypedDict):
    id: str
    data: object
    opts: object


class LetterError(TypedDict):
    message: str
    stack: str
    code: str
    reason: str


class DeadLetter(TypedDict):
    """What is kept of a job that failed for good, in the documents' own spelling."""

    name: str
    queue: str
    originalJob: OriginalJob
    error: LetterError
    failedAt: str
    attempts: int
