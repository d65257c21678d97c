"""Jobs as they are now, a page of them."""

from collections.abc import Sequence
from uuid import UUID

from background.engine.databases import ledger_databases
from background.exceptions import QueueUnavailable
from background.interfaces import JobSnapshot
from background.ledger.rows import snapshot_of_row
from background.models import JobAttempt, JobRecord
from background.rq_adapter.snapshot import snapshots_of


def row_of(job_id: UUID) -> JobRecord | None:
    """From the database that knows the job."""
    rows = (JobRecord.objects.using(database).filter(id=job_id).first() for database in ledger_databases())
    return next((row for row in rows if row), None)


def runs_of(job_id: UUID) -> list[JobAttempt]:
    """Every run of a job, oldest first, at most a thousand; from the database that knows the job."""
    return [run for database in ledger_databases() for run in JobAttempt.objects.using(database).filter(job_id=job_id)[:1000]]


def as_they_are(rows: Sequence[JobRecord]) -> list[JobSnapshot]:
    """What Redis says of those that it knows, for one that ended may have been let start afresh, and the ledger of the others."""
    try:
        live = snapshots_of(str(row.id) for row in rows)
    except QueueUnavailable:
        live = {}
    return [live.get(str(row.id)) or snapshot_of_row(row) for row in rows]
