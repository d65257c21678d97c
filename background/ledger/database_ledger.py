"""The ledger in the project's database."""

from collections.abc import Sequence
from contextlib import nullcontext

from django.db import transaction

from background.engine.envelope import Envelope
from background.interfaces import AttemptSnapshot, JobSnapshot
from background.ledger.browse import row_of, runs_of
from background.ledger.groups.keep import is_grouped, keep_grouped
from background.ledger.groups.waits import ancestors_of
from background.ledger.ids import as_uuid
from background.ledger.insert import insert_rows
from background.ledger.rows import COLUMNS, SUBJECT_COLUMNS, snapshot_of_attempt, snapshot_of_row, subjects_of, values_of
from background.models import JobRecord, JobSubject


class DatabaseLedger:
    """Writes in the caller's own transaction: what is rolled back was never accepted."""

    def keep(self, envelopes: Sequence[Envelope], *, database: str) -> None:
        """All of it or nothing, also where no transaction is open; one row by itself needs none."""
        subjects = [values for envelope in envelopes for values in subjects_of(envelope)]
        with transaction.atomic(using=database) if subjects or len(envelopes) > 1 else nullcontext():
            if grouped := [envelope for envelope in envelopes if is_grouped(envelope)]:
                keep_grouped(grouped)
            insert_rows(JobRecord, COLUMNS, [values_of(envelope) for envelope in envelopes if not is_grouped(envelope)], using=database)
            if subjects:
                insert_rows(JobSubject, SUBJECT_COLUMNS, subjects, using=database)

    def fetch(self, job_id: str) -> JobSnapshot | None:
        number = as_uuid(job_id)
        row = row_of(number) if number else None
        return snapshot_of_row(row) if row else None

    def attempts_of(self, job_id: str) -> list[AttemptSnapshot]:
        number = as_uuid(job_id)
        return [snapshot_of_attempt(run) for run in runs_of(number)] if number else []

    def ancestors_of(self, job_id: str) -> list[JobSnapshot]:
        return ancestors_of(job_id)
