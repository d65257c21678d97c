"""The jobs that batches have prepared for their ends, where they are about somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import msgspec
from django.db.models import Q

from background.engine.envelope import Envelope
from background.models import JobBatch

FIELDS = ("on_success", "on_finish", "on_dead")


@dataclass(frozen=True, slots=True)
class PreparedJob:
    """`field` of the batch holds it; `waits` says that the batch has not ended, so it is to be made yet."""

    batch: UUID
    field: str
    waits: bool


def prepared_about(kind: str, key: str) -> list[PreparedJob]:
    """Looks through all batches: there is no index of whom they are about, and they are few beside their jobs."""
    named = msgspec.json.encode((kind, key)).decode()
    mention = Q(*((f"{field}__contains", named) for field in FIELDS), _connector=Q.OR)
    return [
        PreparedJob(row.id, field, waits=row.finished_at is None)
        for row in JobBatch.objects.filter(mention)
        for field in FIELDS
        if _is_about(getattr(row, field), (kind, key))
    ]


def forget_prepared(jobs: Iterable[PreparedJob]) -> int:
    """They will not be made any more; how many there were."""
    return sum(JobBatch.objects.filter(id=job.batch).update(**{job.field: ""}) for job in jobs)


def _is_about(prepared: str, subject: tuple[str, str]) -> bool:
    """One that this code cannot read, and that names somebody, is taken to be about them."""
    try:
        return bool(prepared) and subject in msgspec.json.decode(prepared, type=Envelope).subjects
    except (msgspec.MsgspecError, ValueError):
        return True
