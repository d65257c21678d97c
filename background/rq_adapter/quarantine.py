"""What lay where jobs lie and is none: shown to people, and forgotten when they say so."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.hash_values import time_of
from background.rq_adapter.keys import job_key
from background.rq_adapter.rows import JOB_ID

REASON = "they lay where jobs lie, and no job has such an id"

_QUARANTINE = f"{RQ_KEY_PREFIX}:quarantine"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoJob:
    """`id` as it can be shown and typed: text that is no plain id is written as Python writes bytes, b'like \\xff this'."""

    id: str
    at: datetime | None
    reason: str


def put_aside(limit: int = 100) -> list[NoJob]:
    """The newest of them.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        found = connection().zrange(_QUARANTINE, 0, limit - 1, desc=True, withscores=True)
        pipeline = connection().pipeline(transaction=False)
        for raw, _ in found:
            pipeline.type(job_key(raw))
        kinds = pipeline.execute()
    return [NoJob(id=_shown(raw), at=time_of(score), reason=_reason(raw, kind)) for (raw, score), kind in zip(found, kinds, strict=True)]


def count() -> int:
    """How many there are; the newest 10,000 are kept."""
    with reachable():
        return int(connection().zcard(_QUARANTINE))


def forget(ids: Sequence[str]) -> int:
    """Strike these, as `put_aside` shows them, off the list; how many were on it."""
    if not ids:
        return 0
    with reachable():
        return int(connection().zrem(_QUARANTINE, *map(_raw, ids)))


def _shown(raw: bytes) -> str:
    text = raw.decode(errors="replace")
    return text if JOB_ID.fullmatch(text) else repr(raw)


def _raw(shown: str) -> bytes:
    try:
        value = ast.literal_eval(shown) if shown[:2] in ("b'", 'b"') else None
    except (ValueError, SyntaxError):
        value = None
    return value if isinstance(value, bytes) else shown.encode(errors="replace")


def _reason(raw: bytes, kind: bytes) -> str:
    if not JOB_ID.fullmatch(raw.decode(errors="replace")):
        return "no job can have such an id"
    match kind:
        case b"none":
            return "there is no hash of this job"
        case b"hash":
            return "its hash says no state"
        case _:
            return f"under its key is a {kind.decode()}, not a hash"
