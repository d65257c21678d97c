"""Keeps what handlers have made of their data, so that a job which Redis loses goes on where it was."""

from collections.abc import Mapping

import msgspec

from background.engine import registry
from background.engine.payload import as_read
from background.engine.subjects import Subjects, marked_fields, subjects_of
from background.exceptions import PayloadInvalid
from background.ledger.rows import envelope_of, has_secrets
from background.ledger.word_index import index_again
from background.models import JobRecord, JobSubject
from background.models.job_record import OPEN_STATES
from background.rq_adapter.job_data import KeptData

WRITTEN_TOGETHER = 200


def keep_data(data: Mapping[str, KeptData], events: Mapping[str, int], *, using: str) -> None:
    """Write it down, in the transaction that is open, for jobs that have not ended and of which nothing newer is known.

    About whom it was it stays, for what it did before; those whom the new data name come to them.

    What has ended well has had its secrets erased, and what was erased for a person's sake stays so.

    Args:
        events: the place of the newest event of each job.
    """
    rows = JobRecord.objects.using(using).select_for_update().filter(id__in=list(data), state__in=OPEN_STATES).exclude(envelope="")
    changed = [row for row in rows.order_by("id") if row.event < events[str(row.id)]]
    about = []
    for row in changed:
        kept = data[str(row.id)]
        row.payload, row.envelope = kept.payload.decode(errors="replace"), _envelope(row, kept.version)
        row.has_secrets = has_secrets(kept.payload)
        about += [JobSubject(job=row, kind=kind, key=key) for kind, key in _subjects(row.name, kept.payload)]
    JobRecord.objects.using(using).bulk_update(changed, ["payload", "envelope", "has_secrets"], batch_size=WRITTEN_TOGETHER)
    JobSubject.objects.using(using).bulk_create(about, batch_size=WRITTEN_TOGETHER, ignore_conflicts=True)
    index_again([str(row.id) for row in changed], using=using)


def _envelope(row: JobRecord, version: int) -> str:
    try:
        envelope = envelope_of(row)
    except (msgspec.MsgspecError, ValueError):
        return row.envelope  # of code whose envelopes this code cannot read; whoever sends it again says so
    return msgspec.json.encode(msgspec.structs.replace(envelope, id="", payload=b"", version=version)).decode()


def _subjects(name: str, payload: bytes) -> Subjects:
    """Nobody, where this code does not know the job or its data."""
    job_type = registry.known(name)
    if not job_type or not marked_fields(job_type.payload):
        return ()
    try:
        return tuple(subjects_of(as_read(job_type.payload, payload)))
    except (msgspec.MsgspecError, PayloadInvalid):
        return ()
