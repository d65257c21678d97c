"""What a batch of events makes of jobs and their attempts. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2s
from operator import itemgetter

from background.constants import JobState
from background.engine.events import Kind
from background.models.job_attempt import Outcome
from background.rq_adapter.settlement import LONGEST_NOTE
from background.rq_adapter.stream_events import StreamEvent

HANDED_BACK = "handed back"
"""What hand_back.lua says."""
DATA_CHANGED = "its data changed"
"""What change_data.lua says."""
_NUMBERS = re.compile(r"0x[0-9a-fA-F]+|\d+|'[^']*'|\"[^\"]*\"")


@dataclass(slots=True, kw_only=True)
class JobChange:
    """The newest that is known of a job; None is what these events do not say.

    `replayed` wipes out its former end; with `has_new_data` Redis knows what it carries now.
    """

    event: int
    state: JobState | None = None
    attempts: int | None = None
    run_after: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    note: str | None = None
    error: str | None = None
    replayed: bool = False
    has_new_data: bool = False


@dataclass(slots=True, kw_only=True)
class RunChange:
    """The newest that is known of one execution."""

    job_id: str
    number: int
    worker: str = ""
    outcome: Outcome = Outcome.RUNNING
    started_at: datetime | None = None
    ended_at: datetime | None = None
    error: str = ""
    peak_memory: int | None = None


@dataclass(slots=True)
class Folded:
    jobs: dict[str, JobChange]
    runs: dict[str, RunChange]


def fold(events: Iterable[StreamEvent]) -> Folded:
    folded = Folded({}, {})
    for place, event in sorted(((event.place, event) for event in events), key=itemgetter(0)):
        _fold_job(folded, place, event)
        if event.run:
            _fold_run(folded, event)
    return folded


def code_of(error: str) -> str:
    """Of `Class: message` the class."""
    return error.partition(":")[0][:200]


def message_of(error: str) -> str:
    return error.partition(": ")[2]


def fingerprint(error: str) -> str:
    """The same for errors that differ in numbers and quoted values only, as far as an event tells them."""
    return blake2s(_NUMBERS.sub("?", error[:LONGEST_NOTE]).encode(errors="replace"), digest_size=8).hexdigest() if error else ""


def _fold_job(folded: Folded, place: int, event: StreamEvent) -> None:
    job = folded.jobs.get(event.job_id) or folded.jobs.setdefault(event.job_id, JobChange(event=place))
    job.event = place
    match event.kind:
        case Kind.ADDED:
            job.state = JobState.SCHEDULED if event.due else JobState.QUEUED
            if event.note == "replayed":
                folded.jobs[event.job_id] = JobChange(
                    event=place, state=JobState.QUEUED, attempts=0, replayed=True, has_new_data=job.has_new_data
                )
        case Kind.ACTIVE:
            job.state, job.started_at, job.attempts = JobState.RUNNING, event.at, event.attempt
        case Kind.FAILED:
            job.error, job.attempts = event.note, event.attempt
        case Kind.RETRYING:
            _fold_wait(job, event)
        case Kind.STALLED:
            job.state, job.note, job.attempts = JobState.QUEUED, event.note, event.attempt
        case Kind.COMPLETED:
            job.state, job.finished_at, job.attempts, job.note = JobState.SUCCEEDED, event.at, event.attempt, event.note
        case Kind.DEAD:
            job.state, job.finished_at, job.error, job.note = JobState.DEAD, event.at, event.note, event.note
        case Kind.EXPIRED:
            job.state, job.finished_at, job.error, job.note = JobState.EXPIRED, event.at, event.note, event.note
        case Kind.CANCELLED:
            job.state, job.finished_at, job.note = JobState.CANCELLED, event.at, event.note
        case Kind.PROGRESS:
            job.has_new_data |= event.note == DATA_CHANGED


def _fold_wait(job: JobChange, event: StreamEvent) -> None:
    """It waits to run again. A note says that no attempt was used up: it was snoozed, or handed back by a worker that had to go."""
    job.note = event.note
    if event.note == HANDED_BACK:
        job.state, job.attempts = JobState.QUEUED, event.attempt
    else:
        job.state, job.run_after = JobState.RETRYING, _moment(event.due)
        job.attempts = max(event.attempt - 1, 0) if event.note else event.attempt


def _moment(seconds: float) -> datetime | None:
    """None where it is at once, or beyond all calendars."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (OverflowError, ValueError, OSError):
        return None


def _fold_run(folded: Folded, event: StreamEvent) -> None:
    run = folded.runs.get(event.run) or folded.runs.setdefault(event.run, RunChange(job_id=event.job_id, number=event.attempt))
    run.peak_memory = event.memory or run.peak_memory
    match event.kind:
        case Kind.ACTIVE:
            run.worker, run.started_at = event.note, event.at
        case Kind.FAILED:
            run.outcome, run.ended_at, run.error = Outcome.FAILED, event.at, event.note
        case Kind.COMPLETED:
            run.outcome, run.ended_at = Outcome.SUCCEEDED, event.at
        case Kind.STALLED:
            run.outcome, run.ended_at = Outcome.LOST, event.at
        case Kind.CANCELLED:
            run.outcome, run.ended_at = Outcome.CANCELLED, event.at
        case Kind.RETRYING if event.note:
            run.outcome = Outcome.HANDED_BACK if event.note == HANDED_BACK else Outcome.SNOOZED
            run.ended_at = event.at
        case _:
            pass
