"""Redis is in trouble while workers and producers work."""

import time
from collections.abc import Callable
from functools import partial

from config.faults import trouble
from config.faults.census import settled
from config.faults.count import count_from_outside
from config.faults.finding import FaultRun, Found
from config.faults.orders import Batch
from config.faults.stage import Stage

JOB_SECONDS = 0.05
WAITING = 200
BEFORE_SECONDS = 1.0
SLACK_SECONDS = 30.0
STREAM_FROM, AFTERWARDS = 10_000, 90_000


def _run(make: trouble.Trouble, stage: Stage, _: str) -> Found:
    def outage() -> None:
        with make(stage.room):
            time.sleep(stage.extent.outage_seconds)

    return _under_load(stage, outage, lasts=stage.extent.outage_seconds)


def _restarts(stage: Stage, fsync: str) -> Found:
    pause = stage.extent.outage_seconds / stage.extent.restarts

    def restarts() -> None:
        for number in range(stage.extent.restarts):
            time.sleep(pause)
            stage.tell(f"restart {number + 1} of {stage.extent.restarts}")
            trouble.restart(stage.room)
            stage.redis.config_set("appendfsync", fsync)

    stage.redis.config_set("appendfsync", fsync)
    try:
        return _under_load(stage, restarts, lasts=stage.extent.outage_seconds)
    finally:
        stage.redis.config_set("appendfsync", "everysec")


def _under_load(stage: Stage, outage: Callable[[], None], *, lasts: float) -> Found:
    """Jobs wait, run and arrive before, while and after it is so; some run for longer than it lasts."""
    found, crew = Found(), stage.crew
    workers = {crew.worker("thread", slots=4), crew.worker("fork", slots=2)}
    stage.enqueue(Batch(count=2, first=1, seconds=lasts + BEFORE_SECONDS, timeout=600))
    stage.enqueue(Batch(count=WAITING, first=100, seconds=JOB_SECONDS))
    stream = crew.produce(Batch(first=STREAM_FROM, count=10_000, pause=0.02, seconds=JOB_SECONDS, lasts=lasts + 2 * BEFORE_SECONDS))
    stage.must_come("a first job ends", lambda: settled(stage.redis))
    time.sleep(BEFORE_SECONDS)
    outage()
    over = time.monotonic()
    stage.ended(stream)
    stage.enqueue(Batch(first=AFTERWARDS, seconds=JOB_SECONDS))
    # The slowest: a claim whose answer was lost rests for a lease, then until the next sweep; then the longest job runs.
    limit = stage.extent.lease_seconds * 1.75 + lasts + SLACK_SECONDS
    stage.comes(lambda: _is_settled(stage), limit)
    found.within("after the trouble all is settled", time.monotonic() - over, limit)
    count_from_outside(stage, found)
    found.all("workers alive without a supervisor", len(workers & crew.living()), len(workers))
    return found


def _is_settled(stage: Stage) -> bool:
    """Neither line nor started; what was never accepted may have run, too."""
    redis = stage.redis
    lines = [f"rq:{name}:{queue}" for name in ("queue", "wip", "scheduled") for queue in ("left", "right")]
    return not redis.exists(*lines)


def _trouble(name: str, make: trouble.Trouble) -> FaultRun:
    what = (make.__doc__ or "").rstrip(".").lower()
    return FaultRun(name=f"redis-{name}", what=f"under load, {what}", carry_out=partial(_run, make))


TROUBLES = [
    _trouble("refused", trouble.refused),
    _trouble("hung", trouble.hung),
    _trouble("oom", trouble.out_of_memory),
    _trouble("read-only", trouble.read_only),
    _trouble("no-replicas", trouble.no_replicas),
    FaultRun(
        name="redis-restart",
        what="under load, it is killed and started again with its append-only file, synced every second and at every write",
        carry_out=_restarts,
        ways=("everysec", "always"),
    ),
]
