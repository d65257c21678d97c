"""Erases the secrets of jobs from the ledger as soon as nobody can run them any more."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.db import DEFAULT_DB_ALIAS

from background.constants import FINAL_STATES
from background.engine import registry
from background.engine.payload import as_read
from background.engine.secret import MASK, mask
from background.ledger.groups.revivable import revivable
from background.ledger.walk import Walk
from background.models import JobRecord
from background.rq_adapter.presence import kept_of

LOOKED_AT_TOGETHER = 1000
SECRETS_ERASED = "its secrets were erased, as they are when a job has ended well or Redis has forgotten it; make a new one"
_MASKED = f'"{MASK}"'


def has_lost_secrets(row: JobRecord) -> bool:
    """Whether it can never run again, because what it was to know is gone. Asterisks that somebody wrote are no lost secret."""
    return not row.has_secrets and _MASKED in row.payload and not _is_readable(row)


def _is_readable(row: JobRecord) -> bool:
    if (job_type := registry.known(row.name)) is None:
        return False
    try:
        as_read(job_type.payload, row.payload.encode())
    except msgspec.MsgspecError:
        return False
    return True


def forget_secrets(job_ids: Sequence[str | UUID], *, using: str = DEFAULT_DB_ALIAS) -> int:
    """Mask what these knew and nobody else, but for those that wait again by now; how many lost their secrets."""
    lost = 0
    for row in JobRecord.objects.using(using).filter(id__in=job_ids, has_secrets=True).only("payload"):
        payload = msgspec.json.encode(mask(msgspec.json.decode(row.payload))).decode()
        lost += JobRecord.objects.using(using).filter(id=row.id, state__in=FINAL_STATES).update(payload=payload, has_secrets=False)
    return lost


class SecretsOfTheEnded:
    """A job that failed for good or was cancelled keeps its secrets as long as Redis has it, for it may be started afresh; one that was
    called off because its parent failed keeps them as long as Redis has that.

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
        page = self._walk.step(rows.only("id", "waiting"))
        kept = kept_of([str(row.id) for row in page])
        gone = [row for row in page if str(row.id) not in kept]
        may_wait_again = revivable(row.id for row in gone if row.waiting)
        return forget_secrets([row.id for row in gone if row.id not in may_wait_again], using=self._using)
