"""Keeps the words by which jobs are found: written, and forgotten again. Pruning takes them with their jobs."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction

from background.ledger.places import place_of
from background.ledger.words import words_of
from background.models import JobRecord, JobWords

WRITTEN_TOGETHER = 500
READ = ("id", "name", "tags", "owner", "payload", "error_code", "error_message")


def index_next(limit: int, *, using: str, **span: UUID) -> list[UUID]:
    """Write the words of jobs of this span that have none, the oldest first; which they were.

    They are locked meanwhile, so that nobody erases one whose words are being written. Those that others have locked are left out.
    """
    with transaction.atomic(using=using):
        wordless = JobRecord.objects.using(using).filter(words__isnull=True, **span).only(*READ).order_by("id")
        rows = list(wordless.select_for_update(skip_locked=True, of=("self",))[:limit])
        JobWords.objects.using(using).bulk_create(_entries(rows, using), ignore_conflicts=True, batch_size=WRITTEN_TOGETHER)
    return [row.id for row in rows]


def index_again(job_ids: Sequence[str], *, using: str) -> None:
    """Write the words of these jobs as they are now."""
    if not job_ids:
        return
    rows = JobRecord.objects.using(using).filter(id__in=job_ids).only(*READ)
    JobWords.objects.using(using).bulk_create(
        _entries(rows, using), update_conflicts=True, unique_fields=["job"], update_fields=["words"], batch_size=WRITTEN_TOGETHER
    )


def forget(job_ids: Iterable[str], *, using: str) -> int:
    """No word leads to these jobs any more; how many had some."""
    forgotten, _ = JobWords.objects.using(using).filter(job_id__in=list(job_ids)).delete()
    return forgotten


def _entries(rows: Iterable[JobRecord], using: str) -> list[JobWords]:
    """Two jobs want the same place once in a million times; then the second stands beside the first."""
    jobs = sorted(rows, key=lambda row: row.id)
    same = JobWords.objects.using(using).filter(place__in=[place_of(job.id) for job in jobs])
    taken: dict[int, UUID] = dict(same.values_list("place", "job_id"))
    return [JobWords(place=_free_place(job.id, taken), job_id=job.id, words=words_of(job)) for job in jobs]


def _free_place(job_id: UUID, taken: dict[int, UUID]) -> int:
    place = place_of(job_id)
    while taken.setdefault(place, job_id) != job_id:
        place += 1
    return place
