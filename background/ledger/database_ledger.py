"""The ledger in the project's database."""

from collections.abc import Sequence
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from background.engine.envelope import Envelope
from background.interfaces import AttemptSnapshot, JobSnapshot
from background.ledger.insert import insert_rows
from background.ledger.rows import COLUMNS, SUBJECT_COLUMNS, snapshot_of_attempt, snapshot_of_row, subjects_of, values_of
from background.models import JobAttempt, JobRecord, JobSubject


class DatabaseLedger:
    """Writes in the caller's own transaction: what is rolled back was never accepted."""

    def keep(self, envelopes: Sequence[Envelope]) -> None:
        insert_rows(JobRecord, COLUMNS, [values_of(envelope) for envelope in envelopes], using=DEFAULT_DB_ALIAS)
        if subjects := [values for envelope in envelopes for values in subjects_of(envelope)]:
            insert_rows(JobSubject, SUBJECT_COLUMNS, subjects, using=DEFAULT_DB_ALIAS)

    def fetch(self, job_id: str) -> JobSnapshot | None:
        number = _uuid(job_id)
        row = JobRecord.objects.filter(id=number).first() if number else None
        return snapshot_of_row(row) if row else None

    def attempts_of(self, job_id: str) -> list[AttemptSnapshot]:
        number = _uuid(job_id)
        return [snapshot_of_attempt(row) for row in JobAttempt.objects.filter(job_id=number)] if number else []


def _uuid(job_id: str) -> UUID | None:
    """None for an id that no job of ours can have."""
    try:
        return UUID(job_id)
    except ValueError:
        return None
