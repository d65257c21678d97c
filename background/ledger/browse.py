"""Jobs as they are now, a page of them."""

from collections.abc import Iterable

from background.engine.carrier import carrier
from background.exceptions import JobNotFound, QueueUnavailable
from background.interfaces import JobSnapshot
from background.ledger.rows import snapshot_of_row
from background.models import JobRecord
from background.models.job_record import OPEN_STATES


def as_they_are(rows: Iterable[JobRecord]) -> list[JobSnapshot]:
    """What Redis says of those that have not ended in the ledger, and the ledger of the others, and of all when Redis is away."""
    is_there, snapshots = True, []
    for row in rows:
        snapshot = snapshot_of_row(row)
        if is_there and row.state in OPEN_STATES:
            try:
                snapshot = carrier().fetch(snapshot.id)
            except JobNotFound:
                pass
            except QueueUnavailable:
                is_there = False
        snapshots.append(snapshot)
    return snapshots
