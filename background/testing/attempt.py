"""One attempt at a job in memory, as a worker makes it: the same decoding, processor, decision and events."""

import time
from dataclasses import dataclass, replace

import msgspec
from django.utils import timezone

from background.constants import JobState
from background.engine.envelope import Envelope
from background.engine.events import Kind
from background.engine.outcome import Cancelled, Dead, Outcome, Parked, RetryIn, Snoozed, Succeeded
from background.engine.run import Run, execute, open_job, verdict
from background.engine.telling import announce_outcome
from background.interfaces import JobSnapshot
from background.testing.kept import Kept


@dataclass(frozen=True, slots=True)
class Ended:
    """`error` is what the handler raised, if it did."""

    outcome: Outcome
    error: Exception | None = None


def attempt(kept: Kept) -> Ended:
    """Run it once in this thread, without its timeout, and note in its snapshot how it ended."""
    kept.attempts += 1
    run = run_of(kept.envelope, attempt=kept.attempts)
    kept.snapshot = replace(kept.snapshot, state=JobState.RUNNING, attempts=run.attempt, started_at=timezone.now())
    run.tell(Kind.ACTIVE)
    began = time.monotonic()
    ended = _ended(run)
    kept.snapshot = _after(kept.snapshot, ended.outcome)
    kept.attempts = kept.snapshot.attempts
    announce_outcome(run, ended.outcome, seconds=time.monotonic() - began)
    return ended


def run_of(envelope: Envelope, *, attempt: int) -> Run:
    return Run(
        id=envelope.id,
        name=envelope.name,
        queue=envelope.queue,
        payload=envelope.payload,
        options=envelope.options,
        attempt=attempt,
        created_at=envelope.created_at,
        request_id=envelope.request_id,
        version=envelope.version,
    )


def _ended(run: Run) -> Ended:
    job = None
    try:
        job = open_job(run)
        return Ended(execute(job, owner=run.options.owner))
    except Exception as error:  # whatever a handler raises is an outcome
        return Ended(verdict(run, error, job), error)


def _after(snapshot: JobSnapshot, outcome: Outcome) -> JobSnapshot:
    match outcome:
        case Succeeded(result, note):
            found = msgspec.json.decode(result)
            return replace(snapshot, state=JobState.SUCCEEDED, finished_at=timezone.now(), result=found, note=note)
        case RetryIn():
            return replace(snapshot, state=JobState.RETRYING)
        case Snoozed(_, reason):
            return replace(snapshot, state=JobState.SCHEDULED, attempts=snapshot.attempts - 1, note=reason)
        case Parked(reason):
            return replace(snapshot, state=JobState.SCHEDULED, attempts=snapshot.attempts - 1, note=reason)
        case Cancelled(reason):
            return replace(snapshot, state=JobState.CANCELLED, finished_at=timezone.now(), note=reason)
        case Dead(reason, fault):
            state = JobState.EXPIRED if reason == "expired" else JobState.DEAD
            return replace(snapshot, state=state, finished_at=timezone.now(), error=fault)
