"""Notes the runs of a job that has ended whose events were trimmed before anybody read them, as far as Redis knows them."""

from django.db.models import Q

from background.constants import JobState
from background.exceptions import UnreadableData
from background.interfaces import JobSnapshot
from background.ledger.bulk import upsert_rows
from background.ledger.fold import code_of, fingerprint, message_of
from background.ledger.statements import Row
from background.models import JobAttempt
from background.models.job_attempt import Outcome
from background.rq_adapter.attempts import SUCCESS, Attempt, attempts_of, last_execution_of
from background.rq_adapter.connection import connection, reachable

_END = ("outcome", "ended_at", "error_code", "error_message", "traceback", "fingerprint")
_COLUMNS = ("job", "execution", "number", "worker", "started_at", *_END)


def note_runs(job: JobSnapshot, *, using: str) -> None:
    """Redis has the last ten that failed, and the one that succeeded; of one that was cancelled, snoozed or lost it says nothing.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    runs = _numbered(job)
    ended = JobAttempt.objects.using(using).filter(~Q(outcome=Outcome.RUNNING), execution__in=[run.execution for _, run in runs])
    noted = set(ended.values_list("execution", flat=True))
    rows = [_row(job, number, run) for number, run in runs if run.execution not in noted]
    upsert_rows(JobAttempt, _COLUMNS, rows, key="execution", changing=_END, parent="job", using=using)


def _numbered(job: JobSnapshot) -> list[tuple[int, Attempt]]:
    """Oldest first, without those of its life before it started afresh."""
    try:
        with reachable():
            found, last = attempts_of(connection(), job.id)[::-1], last_execution_of(connection(), job.id)
    except UnreadableData:
        return []
    runs = [run for run in found if run.execution]
    newest = job.attempts if runs and runs[-1].execution == last else job.attempts - 1  # of which nothing else is known
    return [(number, run) for number, run in enumerate(runs, newest - len(runs) + 1) if number > 0]


def _row(job: JobSnapshot, number: int, run: Attempt) -> Row:
    """In the order of `_COLUMNS`."""
    is_success = run.id == SUCCESS
    is_its_end = number == job.attempts and job.state in (JobState.DEAD, JobState.EXPIRED)
    error = "" if is_success else str(job.error) if is_its_end and job.error else _said_by(run.traceback)
    return (
        *(job.id, run.execution, number, run.worker, run.began, Outcome.SUCCEEDED if is_success else Outcome.FAILED),
        *(run.ended, code_of(error), message_of(error), run.traceback, fingerprint(error)),
    )


def _said_by(traceback: str) -> str:
    """`Class: message`, after the last line that is indented; "" where there is no such thing."""
    error = traceback.rstrip().rpartition("\n  ")[2].partition("\n")[2]
    name, colon, message = error.partition(": ")
    code = name.rpartition(".")[2]
    return f"{code}{colon}{message}" if code.isidentifier() else ""
