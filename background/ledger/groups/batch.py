"""Batches as users see them."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils import timezone

from background.engine.context import current_caller
from background.engine.envelope import new_ids
from background.engine.handle import Handle
from background.engine.job import Job
from background.engine.ledger import ledger
from background.engine.prepared import Prepared
from background.exceptions import BatchNotFound, JobNotFound, OptionInvalid
from background.interfaces import BatchProgress
from background.ledger.cancel import cancel
from background.ledger.groups.progress import progress_of
from background.ledger.groups.settle import settle
from background.ledger.ids import as_uuid
from background.ledger.rows import envelope_of
from background.models import JobBatch, JobRecord
from background.models.job_record import OPEN_STATES
from background.rq_adapter.cancel import Cancellation

LONGEST_NAME = 200
_UNKEPT = re.compile(r"[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Batch:
    """Jobs that belong together. `job_type.using(batch=batch).enqueue(...)` makes one of them, as `add` does."""

    id: str
    name: str

    @classmethod
    def get(cls, batch_id: str) -> "Batch":
        """The batch of this id.

        Raises:
            BatchNotFound: there is none.
        """
        number = as_uuid(batch_id)
        row = JobBatch.objects.filter(id=number).first() if number else None
        if row is None:
            raise BatchNotFound.of(batch_id)
        return cls(str(row.id), row.name)

    @classmethod
    def of(cls, job: Job[Any]) -> "Batch":
        """The batch to which this job belongs, or whose end it follows.

        Raises:
            BatchNotFound: it has none.
        """
        number = as_uuid(job.id)
        row = JobRecord.objects.filter(id=number).first() if number else None
        options = envelope_of(row).options if row else None
        return cls.get((options.batch or options.follows) if options else "")

    def add[R](self, job: Prepared[R]) -> Handle[R]:
        """One more job, with the transaction that is open. Safe from one of its own jobs; see `batch` for anybody else."""
        return job.using(batch=self).enqueue()

    def add_many(self, jobs: Iterable[Prepared[Any]]) -> list[Handle[Any]]:
        """Many more, in one statement for each run of jobs of one kind."""
        handles: list[Handle[Any]] = []
        with transaction.atomic():
            for job_type, alike in groupby(jobs, attrgetter("job_type")):
                handles += job_type.using(batch=self).enqueue_many(job.payload for job in alike)
        return handles

    def progress(self) -> BatchProgress:
        """How its jobs are, as the ledger has them; it lags behind Redis by less than a second."""
        return progress_of([UUID(self.id)])[UUID(self.id)]

    def cancel(self, reason: str = "") -> int:
        """Call off all its jobs that have not ended; how many there were. Then it has ended, and `on_finish` follows.

        Raises:
            QueueUnavailable: Redis does not answer; what it was already told may have been done.
        """
        reason = reason or f"batch {self.name} was cancelled"
        open_jobs = JobRecord.objects.filter(batch=UUID(self.id), state__in=OPEN_STATES)
        return sum(_call_off(str(job_id), reason) for job_id in list(open_jobs.values_list("id", flat=True)))


@contextmanager
def batch(
    name: str,
    *,
    on_success: Prepared[Any] | None = None,
    on_finish: Prepared[Any] | None = None,
    on_dead: Prepared[Any] | None = None,
) -> Iterator[Batch]:
    """A new batch, and a transaction: what is added inside is accepted with it, or not at all.

    The jobs that follow are ordinary jobs. Jobs that are added to a batch that has ended, or to whose end nobody who adds them is
    tied, open it again, and its next end is told like the first.

    Args:
        name: what people see of it, up to 200 characters.
        on_success: follows when it has ended and all its jobs have succeeded.
        on_finish: follows when all its jobs have ended, however they ended.
        on_dead: follows at once when the first of its jobs dies or expires.

    Raises:
        OptionInvalid: the name cannot be kept.
    """
    if len(name) > LONGEST_NAME or _UNKEPT.search(name):
        raise OptionInvalid(f"the name of a batch is {name[:80]!r}; it is text of at most {LONGEST_NAME} characters, without NUL")
    with transaction.atomic():
        row = JobBatch.objects.create(
            id=UUID(new_ids(1)[0]),
            name=name,
            owner=current_caller().owner,
            created_at=timezone.now(),
            on_success=_sealed(on_success),
            on_finish=_sealed(on_finish),
            on_dead=_sealed(on_dead),
        )
        yield Batch(str(row.id), name)
        if ledger():  # it may have no job at all, and then has ended
            transaction.on_commit(partial(settle, [row.id]), robust=True)


def _sealed(job: Prepared[Any] | None) -> str:
    """Its envelope; times that count from when it is made do so from the end of the batch."""
    if job is None:
        return ""
    (envelope,) = job.job_type.seal([job.payload])
    return msgspec.json.encode(msgspec.structs.replace(envelope, options=job.job_type.options)).decode()


def _call_off(job_id: str, reason: str) -> bool:
    """Whether it had not ended meanwhile."""
    try:
        return cancel(job_id, reason=reason) is not Cancellation.TOO_LATE
    except JobNotFound:  # it was forgotten, too
        return False
