"""The ledger in the project's database."""

from collections.abc import Sequence
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from background.engine.envelope import Envelope
from background.interfaces import JobSnapshot
from background.ledger.insert import insert_rows
from background.ledger.rows import COLUMNS, SUBJECT_COLUMNS, snapshot_of_row, subjects_of, values_of
from background.models import JobRecord, JobSubject


class DatabaseLedger:
    """Writes in the caller's own transaction: what is rolled back was never accepted."""

    def keep(self, envelopes: Sequence[Envelope]) -> None:
        insert_rows(JobRecord, COLUMNS, [values_of(envelope) for envelope in envelopes], using=DEFAULT_DB_ALIAS)
        if subjects := [values for envelope in envelopes for values in subjects_of(envelope)]:
            insert_rows(JobSubject, SUBJECT_COLUMNS, subjects, using=DEFAULT_DB_ALIAS)

    def fetch(self, job_id: str) -> JobSnapshot | None:
        try:
            row = JobRecord.objects.filter(id=UUID(job_id)).first()
        except ValueError:  # an id that no job of ours can have
            return None
        return snapshot_of_row(row) if row else None
