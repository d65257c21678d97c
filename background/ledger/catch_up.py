"""Notes how jobs ended whose events were trimmed before anybody read them."""

from collections.abc import Sequence

import msgspec
from django.utils import timezone

from background.interfaces import JobSnapshot
from background.ledger.catch_up_runs import note_runs
from background.ledger.fold import fingerprint
from background.ledger.record import keep_erased
from background.models import JobRecord
from background.models.job_record import OPEN_STATES
from background.rq_adapter.snapshot import snapshots_of


def note_endings(job_ids: Sequence[str], *, using: str) -> int:
    """Write down what Redis says of these jobs, which have ended, and of their runs; how many there were.

    Raises:
        QueueUnavailable: Redis does not answer; those before are written down.
    """
    return sum(_note(job, using) for job in snapshots_of(job_ids).values() if job.state.is_final)


def _note(job: JobSnapshot, using: str) -> bool:
    """Whether nobody had noted its end before. Its runs are noted first: a job that has ended is not looked at again."""
    note_runs(job, using=using)
    keep_erased([job.id], using=using)
    return _note_end(job, using)


def _note_end(job: JobSnapshot, using: str) -> bool:
    error = job.error
    return bool(
        JobRecord.objects.using(using)
        .filter(id=job.id, state__in=OPEN_STATES)
        .update(
            state=job.state,
            attempts=job.attempts,
            started_at=job.started_at,
            finished_at=job.finished_at or timezone.now(),
            result=msgspec.json.encode(job.result).decode() if error is None else "",
            error_code=error.code if error else "",
            error_message=error.message.replace("\0", "\ufffd") if error else "",
            fingerprint=fingerprint(str(error)) if error else "",
            note=job.note.replace("\0", "\ufffd"),
        )
    )
