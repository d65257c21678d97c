"""Forgets jobs that ended long ago, with everything that hangs on them, a few at a time."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from django.db import transaction
from django.db.models import CASCADE, SET_NULL, ForeignKey
from django.utils import timezone

from background.constants import FINAL_STATES, JobState
from background.engine.databases import ledger_databases
from background.ledger.groups.forget import forget_batches
from background.ledger.retention import retentions
from background.ledger.walk import Walk
from background.models import JobRecord
from background.rq_adapter.dead_letters import discard
from background.rq_adapter.presence import ENDED, statuses_of

TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Pruned:
    """One batch: how many jobs that ended so were forgotten."""

    state: JobState
    jobs: int


def overdue() -> dict[JobState, int]:
    """How many jobs `prune` would forget now, by how they ended."""
    now = timezone.now()
    return {
        retention.state: sum(retention.overdue(now, using=database).count() for database in ledger_databases())
        for retention in retentions()
    }


def prune(rest: Callable[[float], object] = time.sleep) -> Iterator[Pruned]:
    """Forget what is overdue, oldest first; yields after each batch, which is a transaction of its own.

    Jobs that have not ended stay, also where only Redis knows that they go on. Dead letters go with them, batches after the last of theirs.

    Args:
        rest: waits so many seconds, as long as the batch took, so that others can write; a true answer ends the work.

    Raises:
        QueueUnavailable: Redis does not answer, so nobody knows what goes on; nothing more is forgotten.
    """
    for database, retention in product(ledger_databases(), retentions()):
        for rows in Walk[JobRecord](TOGETHER).to_the_end(retention.overdue(timezone.now(), using=database).only("id")):
            began = time.monotonic()
            yield Pruned(retention.state, _forget(retention.state, [row.id for row in rows], database))
            if rest(time.monotonic() - began):
                return
    forget_batches()


def _forget(state: JobState, ids: Sequence[UUID], using: str) -> int:
    statuses = statuses_of([str(job_id) for job_id in ids])
    ended = [job_id for job_id in ids if statuses[str(job_id)] in (None, *ENDED)]
    number = _delete(ended, using)
    if state in (JobState.DEAD, JobState.EXPIRED):
        discard([str(job_id) for job_id in ended], is_noted=True)
    return number


def _delete(ids: Sequence[UUID], using: str) -> int:
    """Two or three statements, whatever hangs on them: Django's own cascade would fetch every row of it first."""
    with transaction.atomic(using=using):
        rows = JobRecord.objects.using(using).filter(id__in=ids, state__in=FINAL_STATES)
        locked = list(rows.select_for_update(skip_locked=True).order_by("id").values_list("id", flat=True))
        for field in _references():
            _let_go(field, locked, using)
        return JobRecord.objects.using(using).filter(id__in=locked)._raw_delete(using)


def _references() -> list[ForeignKey[JobRecord]]:
    """Every foreign key to a job, those of many-to-many tables too."""
    relations = JobRecord._meta.get_fields(include_hidden=True)
    return [field for relation in relations if isinstance(field := getattr(relation, "field", None), ForeignKey)]


def _let_go(field: ForeignKey[JobRecord], ids: Sequence[UUID], using: str) -> None:
    rows = field.model._base_manager.using(using).filter(**{f"{field.name}__in": ids})
    match field.remote_field.on_delete:
        case on_delete if on_delete is CASCADE:
            rows._raw_delete(using)
        case on_delete if on_delete is SET_NULL:
            rows.update(**{field.name: None})
