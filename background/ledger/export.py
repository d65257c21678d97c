"""Hands out what is kept of somebody's jobs."""

from collections.abc import Iterator, Sequence
from itertools import batched

from background.engine.databases import ledger_databases
from background.ledger.forget import jobs_about
from background.ledger.forget_beside import stores_beside
from background.ledger.personal_data import stores
from background.models import JobRecord

TOGETHER = 100


def export(kind: str, key: str) -> Iterator[dict[str, object]]:
    """One after the other, oldest first, each as plain JSON with its secrets masked, and then what is kept beside jobs.

    Logs are there as long as Redis has them.
    """
    for using in ledger_databases():
        for rows in batched(jobs_about(kind, key, using=using).order_by("id").iterator(TOGETHER), TOGETHER):
            yield from _in_full(rows, using)
    for store in stores_beside:
        yield from map(dict, store.export(kind, key))


def _in_full(rows: Sequence[JobRecord], using: str) -> Iterator[dict[str, object]]:
    job_ids = [str(row.id) for row in rows]
    kept = {store.name: store.export(job_ids, using=using) for store in stores}
    for row in rows:
        yield _skeleton(row) | {name: found[str(row.id)] for name, found in kept.items() if str(row.id) in found}


def _skeleton(row: JobRecord) -> dict[str, object]:
    return {
        "id": str(row.id),
        "name": row.name,
        "queue": row.queue,
        "state": row.state,
        "created_at": row.created_at,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
    }
