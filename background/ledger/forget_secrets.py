"""Erases the secrets of jobs from the ledger as soon as nobody can run them any more."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.db import DEFAULT_DB_ALIAS

from background.constants import FINAL_STATES
from background.engine.secret import mask
from background.ledger.walk import Walk
from background.models import JobRecord
from background.rq_adapter.presence import statuses_of

LOOKED_AT_TOGETHER = 1000


def forget_secrets(job_ids: Sequence[str | UUID], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Mask what these knew and nobody else; how many of them had secrets."""
    rows = JobRecord.objects.using(using).filter(id__in=job_ids, has_secrets=True).only("payload")
    for row in rows:
        payload = msgspec.json.encode(mask(msgspec.json.decode(row.payload))).decode()
        JobRecord.objects.using(using).filter(id=row.id).update(payload=payload, has_secrets=False)
    return len(rows)


class SecretsOfTheEnded:
    """A job that failed for good or was cancelled keeps its secrets as long as Redis has it, for it may be started afresh.

    Goes through all of them, a page at a time.
    """

    def __init__(self, *, using: str = DEFAULT_DB_ALIAS) -> None:
        self._using = using
        self._walk: Walk[JobRecord] = Walk(LOOKED_AT_TOGETHER)

    def forget(self) -> int:
        """Look at the next page; how many jobs lost their secrets.

        Raises:
            QueueUnavailable: Redis does not answer.
        """
        rows = JobRecord.objects.using(self._using).filter(has_secrets=True, state__in=FINAL_STATES)
        statuses = statuses_of([str(row.id) for row in self._walk.step(rows.only("id"))])
        return forget_secrets([job_id for job_id, status in statuses.items() if status is None], using=self._using)
