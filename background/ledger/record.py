"""Writes down what happened, many events to a transaction. Doing it twice changes nothing."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

from background.constants import JobState
from background.ledger.bulk import update_rows
from background.ledger.fold import Folded, JobChange, RunChange, fingerprint, fold
from background.ledger.forget_secrets import forget_secrets
from background.models import JobAttempt, JobRecord
from background.models.job_attempt import Outcome
from background.rq_adapter.endings import Success, let_go, successes_of, tracebacks_of
from background.rq_adapter.event_stream import StreamEvent

_COLUMNS = (
    *("state", "attempts", "run_after", "started_at", "finished_at", "result"),
    *("error_code", "error_message", "fingerprint", "note", "event"),
)
_BEGUN = ("number", "worker", "started_at")
_ENDED = ("number", "outcome", "ended_at", "error_code", "error_message", "traceback", "fingerprint", "peak_memory")


def record(events: Sequence[StreamEvent]) -> int:
    """Note these events of the jobs that the ledger knows; how many jobs were changed.

    Raises:
        QueueUnavailable: Redis does not answer when it is asked for results and tracebacks; nothing was noted.
        DatabaseError: nothing was noted.
    """
    folded = _known_of(fold(events))
    successes = successes_of([job_id for job_id, job in folded.jobs.items() if job.state is JobState.SUCCEEDED])
    tracebacks = tracebacks_of(list({run.job_id for run in folded.runs.values() if run.outcome is Outcome.FAILED}))
    with transaction.atomic():
        _start_afresh([job_id for job_id, job in folded.jobs.items() if job.replayed])
        changed = update_rows(JobRecord, _COLUMNS, [_row(*item, successes) for item in folded.jobs.items()], newer="event")
        _write_runs(folded.runs, tracebacks)
        forget_secrets(list(successes))
    let_go({job_id: success.seconds for job_id, success in successes.items()})
    return changed


def _known_of(folded: Folded) -> Folded:
    """Only what the ledger follows: fire-and-forget jobs have no row, and rows are pruned."""
    ids = [found for job_id in folded.jobs if (found := _uuid(job_id))]
    known = {str(found) for found in JobRecord.objects.filter(id__in=ids).values_list("id", flat=True)}
    jobs = {job_id: job for job_id, job in folded.jobs.items() if job_id in known}
    return Folded(jobs, {execution: run for execution, run in folded.runs.items() if run.job_id in known})


def _uuid(job_id: str) -> UUID | None:
    try:
        return UUID(job_id)
    except ValueError:
        return None


def _row(job_id: str, job: JobChange, successes: Mapping[str, Success]) -> tuple[object, ...]:
    success = successes.get(job_id)
    error = job.error
    return (
        UUID(job_id),
        *(job.state, job.attempts, job.run_after, job.started_at, job.finished_at, success and success.result.decode(errors="replace")),
        *(error and _code(error), error and _message(error), error and fingerprint(error), job.note, job.event),
    )


def _code(error: str) -> str:
    return error.partition(":")[0][:200]


def _message(error: str) -> str:
    return error.partition(": ")[2]


def _start_afresh(job_ids: Sequence[str]) -> None:
    """A replayed job has no end any more; what became of it before stays among its attempts."""
    if job_ids:
        JobRecord.objects.filter(id__in=job_ids).update(
            started_at=None, finished_at=None, result="", error_code="", error_message="", fingerprint="", note=""
        )


def _write_runs(runs: Mapping[str, RunChange], tracebacks: Mapping[str, str]) -> None:
    begun: list[JobAttempt] = []
    ended: list[JobAttempt] = []
    both: list[JobAttempt] = []
    for execution, run in runs.items():
        row = _attempt(execution, run, tracebacks.get(execution, ""))
        (ended if run.started_at is None else begun if run.ended_at is None else both).append(row)
    for rows, fields in ((begun, _BEGUN), (ended, _ENDED), (both, tuple({*_BEGUN, *_ENDED}))):
        if rows:
            JobAttempt.objects.bulk_create(rows, update_conflicts=True, unique_fields=["execution"], update_fields=fields, batch_size=2000)


def _attempt(execution: str, run: RunChange, traceback: str) -> JobAttempt:
    return JobAttempt(
        job_id=UUID(run.job_id),
        execution=execution[:64],
        number=run.number,
        worker=run.worker[:200],
        outcome=run.outcome,
        started_at=run.started_at,
        ended_at=run.ended_at,
        error_code=_code(run.error),
        error_message=_message(run.error),
        traceback=traceback,
        fingerprint=fingerprint(run.error),
        peak_memory=run.peak_memory,
    )
