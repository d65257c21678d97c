"""Who works: what each worker that lives says of itself, and what it runs."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rq.defaults import RQ_KEY_PREFIX

from background.rq_adapter.connection import connection, reachable
from background.rq_adapter.hash_values import moment_of
from background.rq_adapter.keys import job_key
from background.rq_adapter.other_kinds import unless_unreadable
from background.rq_adapter.round_trips import asked_of_each
from background.rq_adapter.shelves import Shelf

_WORKERS = f"{RQ_KEY_PREFIX}:workers"
_PREFIX = f"{RQ_KEY_PREFIX}:worker:".encode()
MOST_JOBS = 1_000
"""Running jobs of a queue that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerState:
    """A worker, by what it wrote at its last sign of life.

    Attributes:
        state: `busy` or `idle` then.
        current_jobs: ids of the jobs that it runs now.
        succeeded, failed: attempts, since it began.
        version: of RQ.
    """

    name: str
    queues: Sequence[str]
    host: str
    pid: int | None
    state: str
    current_jobs: Sequence[str]
    started_at: datetime | None
    last_heartbeat: datetime | None
    succeeded: int
    failed: int
    version: str
    python_version: str


def living() -> list[WorkerState]:
    """By name. One that gives no sign of life for a minute is not there any more.

    Raises:
        QueueUnavailable: Redis does not answer.
    """
    with reachable():
        keys: list[bytes] = sorted(unless_unreadable(lambda: connection().smembers(_WORKERS)) or ())
    hashes = {key: fields for key, fields in asked_of_each(keys, lambda pipeline, key: pipeline.hgetall(key)) if isinstance(fields, dict)}
    alive = {key.removeprefix(_PREFIX): fields for key, fields in hashes.items() if b"birth" in fields}
    served = {queue for fields in alive.values() for queue in _queues(fields)}
    running = _running(served)
    return [_state(name, fields, running[name]) for name, fields in alive.items()]


def _running(queues: Collection[str]) -> Mapping[bytes, list[str]]:
    """The jobs of each worker."""
    asked = asked_of_each(sorted(queues), lambda pipeline, queue: pipeline.zrange(Shelf.STARTED.key(queue), 0, MOST_JOBS - 1))
    job_ids = [entry.rpartition(b":")[0] or entry for _, entries in asked if isinstance(entries, list) for entry in entries]
    found = defaultdict[bytes, list[str]](list)
    for job_id, worker in asked_of_each(job_ids, lambda pipeline, job_id: pipeline.hget(job_key(job_id), "worker_name")):
        if isinstance(worker, bytes):
            found[worker].append(job_id.decode(errors="replace"))
    return found


def _state(name: bytes, fields: Mapping[bytes, bytes], jobs: Sequence[str]) -> WorkerState:
    return WorkerState(
        name=name.decode(errors="replace"),
        queues=_queues(fields),
        host=_text(fields, b"hostname"),
        pid=_number(fields, b"pid"),
        state=_text(fields, b"state") or "idle",
        current_jobs=jobs,
        started_at=moment_of(fields, b"birth"),
        last_heartbeat=moment_of(fields, b"last_heartbeat"),
        succeeded=_number(fields, b"successful_job_count") or 0,
        failed=_number(fields, b"failed_job_count") or 0,
        version=_text(fields, b"version"),
        python_version=_text(fields, b"python_version"),
    )


def _queues(fields: Mapping[bytes, bytes]) -> list[str]:
    return [queue for queue in _text(fields, b"queues").split(",") if queue]


def _text(fields: Mapping[bytes, bytes], name: bytes) -> str:
    return fields.get(name, b"").decode(errors="replace")


def _number(fields: Mapping[bytes, bytes], name: bytes) -> int | None:
    try:
        return int(fields.get(name, b""))
    except ValueError:
        return None
