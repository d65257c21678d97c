"""The ledger in the project's database."""

from collections.abc import Sequence
from uuid import UUID

from background.engine.envelope import Envelope
from background.interfaces import JobSnapshot
from background.ledger.rows import row_of, snapshot_of_row, subjects_of
from background.models import JobRecord, JobSubject

WRITTEN_TOGETHER = 1000
"""Rows to a statement; SQLite takes 32,766 parameters."""


class DatabaseLedger:
    """Writes in the caller's own transaction: what is rolled back was never accepted."""

    def keep(self, envelopes: Sequence[Envelope]) -> None:
        JobRecord.objects.bulk_create([row_of(envelope) for envelope in envelopes], batch_size=WRITTEN_TOGETHER)
        if subjects := [subject for envelope in envelopes for subject in subjects_of(envelope)]:
            JobSubject.objects.bulk_create(subjects, batch_size=WRITTEN_TOGETHER)

    def fetch(self, job_id: str) -> JobSnapshot | None:
        try:
            row = JobRecord.objects.filter(id=UUID(job_id)).first()
        except ValueError:  # an id that no job of ours can have
            return None
        return snapshot_of_row(row) if row else None
