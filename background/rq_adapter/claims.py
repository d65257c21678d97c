"""The next job for a worker, and how it sleeps until there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from redis import Redis
from rq.defaults import RQ_KEY_PREFIX
from rq.utils import utcformat

from background.rq_adapter import scripts
from background.rq_adapter.wire import Hash

LEASE_SECONDS = 20
"""A job whose worker gives no sign of life for so long is taken from it."""

LONGEST_SLEEP = 1.0
"""Seconds. A bell ends the sleep earlier; this bounds how late a worker sees that it should stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job that is this worker's until it settles it or loses the lease."""

    job_id: str
    queue: str
    execution: str
    fields: Hash

    @property
    def entry(self) -> str:
        """Its member in RQ's registry of started jobs."""
        return f"{self.job_id}:{self.execution}"


@dataclass(frozen=True, slots=True)
class Nothing:
    """No job is ready. `seconds` until a delayed one is due, as far as that is known."""

    seconds: float


class Claims:
    """Takes jobs from these queues, in this order, for this worker."""

    def __init__(self, connection: Redis, worker: str, queues: Sequence[str]) -> None:
        self.connection = connection
        self.worker = worker
        self.queues = queues

    def take(self) -> Claim | Nothing:
        execution = uuid4().hex
        started_at = utcformat(datetime.now(UTC))
        match scripts.call(self.connection, "claim", self.worker, execution, LEASE_SECONDS, started_at, *self.queues):
            case [bytes() as job_id, bytes() as queue, list() as flat]:
                return Claim(job_id=job_id.decode(), queue=queue.decode(), execution=execution, fields=pairs(flat))
            case [_, bytes() as seconds]:
                return Nothing(float(seconds or LONGEST_SLEEP))
            case answer:
                raise RuntimeError(f"claim.lua answered {answer!r}")

    def sleep(self, nothing: Nothing) -> None:
        """Until a bell rings, a delayed job is due, or a second has passed."""
        seconds = min(nothing.seconds, LONGEST_SLEEP)
        if seconds > 0:
            self.connection.blpop([f"{RQ_KEY_PREFIX}:bell:{queue}" for queue in self.queues], timeout=seconds)


def pairs(flat: Sequence[bytes]) -> dict[bytes, bytes]:
    """A hash as Lua returns it, as a mapping."""
    return dict(zip(flat[::2], flat[1::2], strict=True))
