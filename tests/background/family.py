"""Jobs for groups, and what it takes to bring all of them to an end."""

from dataclasses import dataclass
from datetime import timedelta

from background.constants import JobState
from background.engine.job import Job
from background.exceptions import PermanentFailure
from background.jobs import Batch, Handle, fixed
from background.ledger.recorder import Recorder
from background.models import JobRecord
from tests.background.jobs import queue, ran
from tests.background.worker import run_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    name: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int


ill: set[str] = set()
"""The names of the pieces that cannot be worked."""


@queue.job("test-work-piece", Piece, max_attempts=2, backoff=fixed(timedelta()))
def work_piece(job: Job[Piece]) -> str:
    if job.data.name in ill:
        raise PermanentFailure(f"{job.data.name} is ill")
    ran.append(job.data.name)
    return job.data.name.upper()


@queue.job("test-measure-piece", Piece)
def measure_piece(job: Job[Piece]) -> Size:
    ran.append(job.data.name)
    return Size(len(job.data.name), 1)


@queue.job("test-join-pieces", Piece)
def join_pieces(job: Job[Piece]) -> list[object]:
    """Uses what those before it have returned."""
    ran.append(job.data.name)
    return ["".join(job.results_of(work_piece)), *(size.width for size in job.results_of(measure_piece))]


@queue.job("test-count-batch", Piece)
def count_batch(job: Job[Piece]) -> int:
    """Follows a batch."""
    ran.append(job.data.name)
    return Batch.of(job).progress().total


@queue.job("test-add-to-batch", Piece)
def add_to_batch(job: Job[Piece]) -> None:
    """Finds more to do while it runs."""
    ran.append(job.data.name)
    Batch.of(job).add_many(work_piece.prepared(name=f"{job.data.name}-{number}") for number in range(2))


def to_the_end(recorder: Recorder) -> None:
    """Run what there is and write it down, until nothing more happens."""
    recorder.catch_up()
    while run_all():
        recorder.catch_up()


def state_of(handle: Handle[object]) -> JobState:
    """As the ledger has it."""
    return JobState(JobRecord.objects.get(id=handle.id).state)
