"""Writes down what happened, many events to a transaction. Doing it twice changes nothing."""

import re
from collections.abc import Collection, Mapping, Sequence

from django.db import DEFAULT_DB_ALIAS, transaction

from background.constants import FINAL_STATES, JobState
from background.ledger.bulk import update_rows, upsert_rows
from background.ledger.fold import JobChange, RunChange, code_of, fingerprint, fold, message_of
from background.ledger.forget_secrets import forget_secrets
from background.ledger.keep_data import keep_data
from background.ledger.personal_data import Attempts
from background.ledger.statements import Row
from background.ledger.word_index import index_again
from background.models import JobAttempt, JobRecord
from background.models.job_attempt import Outcome
from background.rq_adapter.endings import Success, let_go, successes_of, tracebacks_of
from background.rq_adapter.job_data import data_of
from background.rq_adapter.stream_events import StreamEvent

_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_COLUMNS = (
    *("id", "state", "attempts", "run_after", "started_at", "finished_at", "result"),
    *("error_code", "error_message", "fingerprint", "note", "event"),
)
_BEGUN = ("number", "worker", "started_at")
_ENDED = ("number", "outcome", "ended_at", "error_code", "error_message", "traceback", "fingerprint", "peak_memory")
_BOTH = ("worker", "started_at", *_ENDED)


def record(events: Sequence[StreamEvent], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Note these events of the jobs that the ledger knows; how many jobs were changed.

    It does not know every job: fire-and-forget jobs have no row, and rows are pruned. Rows are changed in the order of their keys, so
    that two who write of the same jobs do not wait for each other.

    Raises:
        QueueUnavailable: Redis does not answer when it is asked for results, tracebacks and data; nothing was noted.
        DatabaseError: nothing was noted.
    """
    folded = fold(event for event in events if _ID.fullmatch(event.job_id))
    successes = successes_of([job_id for job_id, job in folded.jobs.items() if job.state is JobState.SUCCEEDED])
    tracebacks = tracebacks_of(list({run.job_id for run in folded.runs.values() if run.outcome is Outcome.FAILED}))
    new_data = data_of([job_id for job_id, job in folded.jobs.items() if job.has_new_data])
    with transaction.atomic(using=using):
        if new_data:
            keep_data(new_data, {job_id: folded.jobs[job_id].event for job_id in new_data}, using=using)
        _start_afresh({job_id: job.event for job_id, job in folded.jobs.items() if job.replayed}, using=using)
        rows = [_row(job_id, job, successes.get(job_id)) for job_id, job in sorted(folded.jobs.items())]
        changed = update_rows(JobRecord, _COLUMNS, rows, newer="event", returning=("id", "state", "has_secrets"), using=using)
        _note_late_starts(folded.jobs, known={str(job_id) for job_id, *_ in changed}, using=using)
        _write_runs(folded.runs, tracebacks, using=using)
        keep_erased({run.job_id for run in folded.runs.values() if run.error}, using=using)
        forget_secrets([job_id for job_id, state, has_secrets in changed if has_secrets and state == JobState.SUCCEEDED], using=using)
        index_again([job_id for job_id, job in folded.jobs.items() if job.error], using=using)
    let_go(successes)
    return len(changed)


def keep_erased(failed: Collection[str], *, using: str) -> None:
    """What was erased for a person's sake stays so, also where a recorder had read of it before and was held up."""
    if failed and (erased := JobRecord.objects.using(using).filter(id__in=failed, envelope="").values_list("id", flat=True)):
        Attempts().forget([str(job_id) for job_id in erased], using=using)


def _row(job_id: str, job: JobChange, success: Success | None) -> Row:
    error = job.error
    return (
        *(job_id, job.state, job.attempts, job.run_after, job.started_at, job.finished_at),
        success and success.result.decode(errors="replace"),
        *(error and code_of(error), error and message_of(error), error and fingerprint(error), job.note, job.event),
    )


def _start_afresh(replayed: Mapping[str, int], *, using: str) -> None:
    """A replayed job has no end any more, unless its next one is known; what became of it before stays among its attempts.

    Args:
        replayed: the place of the newest event of each job.
    """
    if replayed:
        rows = JobRecord.objects.using(using).select_for_update().filter(id__in=replayed).only("id", "event").order_by("id")
        JobRecord.objects.using(using).filter(id__in=[row.id for row in rows if row.event < replayed[str(row.id)]]).update(
            started_at=None, finished_at=None, result="", error_code="", error_message="", fingerprint="", note=""
        )


def _note_late_starts(jobs: Mapping[str, JobChange], *, known: Collection[str], using: str) -> None:
    """Of two recorders one may tell of an end before the other has told of the start, which nothing but the start says.

    Args:
        known: the jobs whose rows have it, because nothing newer was known.
    """
    late = {job_id: job.started_at for job_id, job in jobs.items() if job.started_at and job_id not in known}
    if late:
        ended = JobRecord.objects.using(using).filter(id__in=late, state__in=FINAL_STATES, started_at=None)
        for job_id in ended.values_list("id", flat=True):
            JobRecord.objects.using(using).filter(id=job_id).update(started_at=late[str(job_id)])


def _write_runs(runs: Mapping[str, RunChange], tracebacks: Mapping[str, str], *, using: str) -> None:
    begun: list[Row] = []
    ended: list[Row] = []
    both: list[Row] = []
    for execution, run in sorted(runs.items()):
        if run.started_at is None and run.ended_at is None:  # it made progress, or its job was told of once more
            continue
        row = _attempt(execution, run, tracebacks.get(execution, ""))
        (ended if run.started_at is None else begun if run.ended_at is None else both).append(row)
    for rows, changing in ((begun, _BEGUN), (ended, _ENDED), (both, _BOTH)):
        upsert_rows(JobAttempt, ("job", "execution", *_BOTH), rows, key="execution", changing=changing, parent="job", using=using)


def _attempt(execution: str, run: RunChange, traceback: str) -> Row:
    """In the order of `_BOTH`."""
    return (
        *(run.job_id, execution[:64], run.worker[:200], run.started_at, run.number, run.outcome, run.ended_at),
        *(code_of(run.error), message_of(run.error), traceback, fingerprint(run.error), run.peak_memory),
    )
