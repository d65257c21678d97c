"""Lets dead jobs start afresh, also those whose dead letters Redis has lost."""

from collections import defaultdict
from collections.abc import Sequence

from background.constants import JobState
from background.engine.databases import ledger_databases
from background.ledger.ids import as_uuids
from background.ledger.retry import retry
from background.models import JobRecord
from background.rq_adapter import dead_letters
from background.rq_adapter.changes import Changes

_DIED = (JobState.DEAD, JobState.EXPIRED)


def replay(job_ids: Sequence[str]) -> Changes:
    """With all their attempts; their letters go.

    Raises:
        QueueUnavailable: Redis does not answer; what it was already told may have been done.
    """
    changes = dead_letters.replay(job_ids)
    lost = [job_id for job_id, why in changes.refused.items() if why == dead_letters.NOT_DEAD]
    for queue, ids in _remembered(lost).items():
        for job_id in ids:
            del changes.refused[job_id]
        changes += retry(queue, ids)
    return changes


def _remembered(job_ids: Sequence[str]) -> dict[str, list[str]]:
    """Those that the ledger knows to be dead, by their queues."""
    by_queue, ids = defaultdict[str, list[str]](list), as_uuids(job_ids)
    for using in ledger_databases() if ids else ():
        for job_id, queue in JobRecord.objects.using(using).filter(id__in=ids, state__in=_DIED).values_list("id", "queue"):
            by_queue[queue].append(str(job_id))
    return by_queue
