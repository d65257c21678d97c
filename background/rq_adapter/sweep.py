"""Lets the jobs of dead workers go on."""

import time
from collections.abc import Sequence
from uuid import uuid4

from redis import Redis

from background.engine import events
from background.engine.decide import describe
from background.engine.outcome import Dead
from background.exceptions import BackgroundError
from background.rq_adapter import scripts
from background.rq_adapter.attempt import Unreadable, open_claim
from background.rq_adapter.claims import LEASE_SECONDS, Claim, pairs
from background.rq_adapter.settlement import settle, settlement_of

SWEEP_EVERY = 15
CRASHES_THAT_MAKE_POISON = 3


class WorkerLost(BackgroundError):
    """The worker died with this job, again and again."""


def sweep(connection: Redis, sweeper: str, queues: Sequence[str]) -> int:
    """Take back what dead workers held: the number of jobs that go on or, having killed three workers, are buried."""
    execution = uuid4().hex
    recovered, poison = scripts.call(connection, "sweep", execution, LEASE_SECONDS, CRASHES_THAT_MAKE_POISON, *queues)
    for row in recovered:
        _announce_stalled(_claim(row, execution))
    for row in poison:
        _bury(connection, sweeper, _claim(row, execution))
    return len(recovered) + len(poison)


def _claim(row: Sequence[object], execution: str) -> Claim:
    match row:
        case [bytes() as job_id, bytes() as queue, list() as flat]:
            return Claim(job_id=job_id.decode(errors="replace"), queue=queue.decode(), execution=execution, fields=pairs(flat))
        case _:
            raise RuntimeError(f"sweep.lua answered {row!r}")


def _bury(connection: Redis, sweeper: str, claim: Claim) -> None:
    opened = open_claim(claim)
    run = opened.run if isinstance(opened, Unreadable) else opened
    error = WorkerLost(f"{run.crashes} workers died while they ran this job; look for memory, segmentation faults or os._exit")
    now = time.time()
    if settle(connection, sweeper, claim, settlement_of(run, Dead("poison", describe(error))), began=now, ended=now):
        events.announce(run.event(events.Kind.DEAD, error=str(error)))


def _announce_stalled(claim: Claim) -> None:
    opened = open_claim(claim)
    run = opened.run if isinstance(opened, Unreadable) else opened
    events.announce(run.event(events.Kind.STALLED))
