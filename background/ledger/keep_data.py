"""Keeps what handlers have made of their data, so that a job which Redis loses goes on where it was."""

from collections.abc import Mapping

import msgspec

from background.ledger.rows import envelope_of, has_secrets
from background.ledger.word_index import index_again
from background.models import JobRecord
from background.models.job_record import OPEN_STATES
from background.rq_adapter.job_data import KeptData

WRITTEN_TOGETHER = 200


def keep_data(data: Mapping[str, KeptData], events: Mapping[str, int], *, using: str) -> None:
    """Write it down, in the transaction that is open, for jobs that have not ended and of which nothing newer is known.

    What has ended well has had its secrets erased, and what was erased for a person's sake stays so.

    Args:
        events: the place of the newest event of each job.
    """
    rows = JobRecord.objects.using(using).select_for_update().filter(id__in=list(data), state__in=OPEN_STATES).exclude(envelope="")
    changed = [row for row in rows.order_by("id") if row.event < events[str(row.id)]]
    for row in changed:
        kept = data[str(row.id)]
        row.payload, row.envelope = kept.payload.decode(errors="replace"), _envelope(row, kept.version)
        row.has_secrets = has_secrets(kept.payload)
    JobRecord.objects.using(using).bulk_update(changed, ["payload", "envelope", "has_secrets"], batch_size=WRITTEN_TOGETHER)
    index_again([str(row.id) for row in changed], using=using)


def _envelope(row: JobRecord, version: int) -> str:
    try:
        envelope = envelope_of(row)
    except (msgspec.MsgspecError, ValueError):
        return row.envelope  # of code whose envelopes this code cannot read; whoever sends it again says so
    return msgspec.json.encode(msgspec.structs.replace(envelope, id="", payload=b"", version=version)).decode()
