"""Sends what was accepted while Redis was away."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from itertools import batched

from django.utils import timezone

from background.constants import JobState
from background.engine.carrier import carrier
from background.engine.databases import ledger_databases
from background.engine.envelope import Envelope
from background.engine.push import push
from background.exceptions import UnreadableData
from background.ledger.rows import envelopes_of
from background.models import JobRecord

log = logging.getLogger("background.ledger")

SETTLED_FOR = timedelta(seconds=2)
"""Younger rows are being pushed by those who made them."""
PUSHED_TOGETHER = 500
MOST_A_PASS = 5_000
"""Then others have their turn: what waited long must not keep what is new from being noted."""


def relay() -> int:
    """Push pending jobs of every database; how many.

    Raises:
        QueueUnavailable: Redis does not answer; the rest stays pending.
    """
    return sum(_relay(database) for database in ledger_databases())


def _relay(database: str) -> int:
    """Oldest first. One that got through already is not accepted twice."""
    waiting = JobRecord.objects.using(database).filter(state=JobState.PENDING, waiting=False, created_at__lt=timezone.now() - SETTLED_FOR)
    pushed = 0
    for batch in batched(waiting.order_by("id")[:MOST_A_PASS].iterator(chunk_size=PUSHED_TOGETHER), PUSHED_TOGETHER):
        by_queue = defaultdict[str, list[Envelope]](list)
        for _, envelope in envelopes_of(batch):
            by_queue[envelope.queue].append(envelope)
        pushed += sum(map(_push, by_queue.values()))
    return pushed


def _push(envelopes: Sequence[Envelope]) -> int:
    """Those of one queue, so that what somebody has put in the place of its line keeps no other queue waiting."""
    try:
        push(carrier(), envelopes, promised=True)
    except UnreadableData as error:
        log.warning("jobs wait in the ledger", extra={"number": len(envelopes), "queue": envelopes[0].queue, "error": str(error)})
        return 0
    return len(envelopes)
