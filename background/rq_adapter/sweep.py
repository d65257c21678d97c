"""Lets the jobs of dead workers go on."""

import time
from collections.abc import Sequence
from uuid import uuid4

from redis import Redis

from background.engine import events
from background.engine.decide import describe
from background.engine.outcome import Dead
from background.engine.telling import announce_outcome
from background.exceptions import BackgroundError
from background.rq_adapter import scripts
from background.rq_adapter.claims import LEASE_SECONDS, Claim, opened
from background.rq_adapter.settlement import arguments, settlement_of

SWEEP_EVERY = LEASE_SECONDS / 4
"""With a lease this is how long the job of a dead worker rests at most: 25 s."""
CRASHES_THAT_MAKE_POISON = 3


class WorkerLost(BackgroundError):
    """The worker died with this job, again and again."""


def sweep(connection: Redis, sweeper: str, queues: Sequence[str]) -> int:
    """Take back what dead workers held: the number of jobs that go on, end as cancelled or, having killed three workers, are buried."""
    execution = uuid4().hex
    recovered, poison, called_off = scripts.call(connection, "sweep", execution, LEASE_SECONDS, CRASHES_THAT_MAKE_POISON, *queues)
    for job_id, queue, attempt, values in recovered:
        opened(job_id, queue, attempt, values, execution).run.tell(events.Kind.STALLED)
    for job_id, queue, attempt, values in called_off:
        opened(job_id, queue, attempt, values, execution).run.tell(events.Kind.CANCELLED)
    for job_id, queue, attempt, values in poison:
        _bury(connection, sweeper, opened(job_id, queue, attempt, values, execution))
    return len(recovered) + len(poison) + len(called_off)


def _bury(connection: Redis, sweeper: str, claim: Claim) -> None:
    error = WorkerLost(f"{claim.run.crashes} workers died while they ran this job; look for memory, segmentation faults or os._exit")
    now, dead = time.time(), Dead("poison", describe(error))
    settlement = settlement_of(claim.run, dead)
    if scripts.call(connection, "settle", sweeper, *arguments(claim, settlement, began=now, ended=now)):
        announce_outcome(claim.run, dead, seconds=0.0)
