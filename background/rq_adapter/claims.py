"""A job that a worker has taken, and the hash it came in."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from django.conf import settings

from background.engine.decide import describe
from background.engine.options import Options
from background.engine.outcome import Dead
from background.engine.run import Run
from background.exceptions import PayloadInvalid
from background.rq_adapter.hash_values import Hash
from background.rq_adapter.lease import lease_seconds
from background.rq_adapter.wire import to_run

LEASE_SECONDS = lease_seconds(settings.BACKGROUND)
"""A job whose worker gives no sign of life for so long is taken from it."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A job that is this worker's until it settles it or loses the lease."""

    job_id: str
    queue: str
    execution: str
    run: Run
    unreadable: Dead | None = None
    taken_at: float = msgspec.field(default_factory=time.time)

    @property
    def entry(self) -> str:
        """Its member in RQ's registry of started jobs."""
        return f"{self.job_id}:{self.execution}"


@dataclass(frozen=True, slots=True)
class Nothing:
    """No job is ready. `seconds` until a delayed one is due, if that is known."""

    seconds: float | None


WANTED = (b"data", b"meta", b"created_at", b"description", b"crashes", b"replayed_at")
"""The fields that claiming.lua answers, in its order."""


def opened(job_id: bytes, queue: bytes, attempt: int, values: Sequence[bytes | None], execution: str) -> Claim:
    """The claim that a script answered."""
    fields = {name: value for name, value in zip(WANTED, values, strict=True) if value is not None}
    fields[b"attempts"] = b"%d" % attempt
    name = queue.decode()
    unreadable = None
    try:
        run = to_run(job_id.decode(), name, fields, execution=execution)
    except PayloadInvalid as error:
        unreadable = Dead("undecodable", describe(error))
        run = _blank(job_id.decode(), name, fields)
    return Claim(job_id=run.id, queue=name, execution=execution, run=run, unreadable=unreadable)


def _blank(job_id: str, queue: str, fields: Hash) -> Run:
    """What can be said of a job whose hash says none."""
    name = fields.get(b"description", b"").decode(errors="replace")[:200]
    return Run(id=job_id, name=name, queue=queue, payload=b"null", options=Options(), attempt=1)
