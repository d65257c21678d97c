"""Every run of a job, as the ledger has them, or Redis where nobody has written them down yet."""

from uuid import UUID

from background.admin.time_line import Run
from background.constants import JobState
from background.exceptions import QueueUnavailable
from background.interfaces import JobSnapshot
from background.ledger import browse
from background.models import JobAttempt
from background.models.job_attempt import Outcome
from background.rq_adapter.attempts import Attempt, attempts_of
from background.rq_adapter.connection import connection, reachable

MOST_SHOWN = 200
_OUTCOMES = {"succeeded": Outcome.SUCCEEDED, "stopped": Outcome.CANCELLED}


def runs_of(job: JobSnapshot) -> list[Run]:
    """Oldest first, the newest `MOST_SHOWN`."""
    written = [_written(row) for row in browse.runs_of(UUID(job.id))[-MOST_SHOWN:]]
    if len(written) >= job.attempts:
        return written
    live = _live(job)
    return live if len(live) > len(written) else written


def _live(job: JobSnapshot) -> list[Run]:
    """What Redis still knows: the last ten that ended, and the one that goes on."""
    try:
        with reachable():
            ended = attempts_of(connection(), job.id)[::-1]
    except QueueUnavailable:
        return []
    first = job.attempts - len(ended) + (0 if job.state is JobState.RUNNING else 1)
    runs = [_ended(attempt, max(1, number)) for number, attempt in enumerate(ended, first)]
    if job.state is JobState.RUNNING:
        runs.append(Run(number=job.attempts, worker="", outcome=Outcome.RUNNING, began=job.started_at))
    return runs


def _ended(attempt: Attempt, number: int) -> Run:
    return Run(
        number=number,
        worker=attempt.worker,
        outcome=_OUTCOMES.get(attempt.kind, Outcome.FAILED),
        began=attempt.began,
        ended=attempt.ended,
        traceback=attempt.traceback,
    )


def _written(row: JobAttempt) -> Run:
    return Run(
        number=row.number,
        worker=row.worker,
        outcome=row.outcome,
        began=row.started_at,
        ended=row.ended_at,
        error=f"{row.error_code}: {row.error_message}" if row.error_code else "",
        traceback=row.traceback,
        memory=row.peak_memory,
    )
