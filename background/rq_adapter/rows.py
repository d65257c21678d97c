"""Jobs as a list shows them; a hash that cannot be read makes a row that says so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from redis import Redis

from background.exceptions import PayloadInvalid
from background.rq_adapter import shelves
from background.rq_adapter.hash_values import Hash, moment_of, time_of
from background.rq_adapter.keys import job_key
from background.rq_adapter.shelves import Shelf
from background.rq_adapter.wire import call_of

JOB_ID = re.compile(r"[A-Za-z0-9_-]{1,200}")
"""What RQ accepts as an id. A registry may hold others, written by a stranger; they have no page."""

_FIELDS = ("data", "description", "status", "created_at", "enqueued_at", "started_at", "ended_at", "worker_name", "attempts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`at` is when a scheduled job is due; `fault` says why the hash says no job."""

    id: str
    name: str
    status: str
    at: datetime | None
    created_at: datetime | None
    enqueued_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    worker: str
    attempts: str
    fault: str = ""

    @property
    def has_page(self) -> bool:
        return JOB_ID.fullmatch(self.id) is not None


def rows(connection: Redis, queue: str, shelf: Shelf, *, offset: int, length: int, newest_first: bool) -> list[Row]:
    """One page of a shelf, in two round trips."""
    entries = shelves.job_ids(connection, queue, shelf, offset=offset, length=length, newest_first=newest_first)
    return rows_of(connection, [job_id for job_id, _ in entries], due=[time_of(score) for _, score in entries])


def rows_of(connection: Redis, job_ids: Sequence[bytes], *, due: Sequence[datetime | None] = ()) -> list[Row]:
    pipeline = connection.pipeline(transaction=False)
    for job_id in job_ids:
        pipeline.hmget(job_key(job_id), *_FIELDS)
    answers = pipeline.execute(raise_on_error=False)
    moments = due or [None] * len(job_ids)
    return [_row(job_id, answer, at) for job_id, answer, at in zip(job_ids, answers, moments, strict=True)]


def _row(job_id: bytes, answer: object, at: datetime | None) -> Row:
    values = answer if isinstance(answer, list) else [None] * len(_FIELDS)
    fields = {name.encode(): value for name, value in zip(_FIELDS, values, strict=True) if value is not None}
    name, fault = _name(fields)
    return Row(
        id=job_id.decode(errors="replace"),
        name=name,
        status=_text(fields, b"status") or "unknown",
        at=at,
        created_at=moment_of(fields, b"created_at"),
        enqueued_at=moment_of(fields, b"enqueued_at"),
        started_at=moment_of(fields, b"started_at"),
        ended_at=moment_of(fields, b"ended_at"),
        worker=_text(fields, b"worker_name"),
        attempts=_text(fields, b"attempts"),
        fault=fault,
    )


def _name(fields: Hash) -> tuple[str, str]:
    if not fields:
        return "", "Redis holds nothing that can be read under this id"
    try:
        return call_of(fields)[0], ""
    except PayloadInvalid as error:
        return _text(fields, b"description"), str(error)[:500]


def _text(fields: Hash, name: bytes) -> str:
    return fields.get(name, b"").decode(errors="replace")[:200]
