"""Workers are killed, or told to stop, one after the other, while they work."""

import random
import signal
import time

from config.faults.census import census, registered, settled
from config.faults.count import count_from_outside
from config.faults.finding import FaultRun, Found
from config.faults.orders import Batch
from config.faults.stage import Stage

WORKERS = 3
KILL_EVERY = 0.15
JOB_SECONDS, LONG_SECONDS = 0.02, 1.0
GRACE = 0.3
NEARLY_ALL = 0.95
LEAVES_WITHIN = 60.0


def _sigkill(stage: Stage, isolation: str) -> Found:
    stage.enqueue(Batch(count=stage.extent.storm_jobs, seconds=JOB_SECONDS))
    found = Found()
    _storm(stage, isolation, signal.SIGKILL, found)
    told = census(stage.redis)
    count_from_outside(stage, found)
    for crashes, jobs in sorted(told.crashes.items()):
        if crashes:
            found.figures[f"jobs whose worker died {crashes}x"] = jobs
    return found


def _sigterm(stage: Stage, isolation: str) -> Found:
    stage.enqueue(Batch(count=stage.extent.storm_jobs, seconds=JOB_SECONDS, long_every=50, long_seconds=LONG_SECONDS))
    found = Found()
    victims = _storm(stage, isolation, signal.SIGTERM, found)
    told = census(stage.redis)
    count_from_outside(stage, found)
    found.none("jobs with another number of attempts than 1", told.attempts.total() - told.attempts[1])
    found.none("jobs whose worker counts as dead", told.crashes.total() - told.crashes[0])
    found.none("workers that did not leave with 0", sum(stage.crew.exits.get(pid) != 0 for pid in victims))
    return found


def _storm(stage: Stage, isolation: str, by: signal.Signals, found: Found) -> list[int]:
    """Answers who was hit."""
    jobs, redis = stage.extent.storm_jobs, stage.redis
    workers = [stage.crew.worker(isolation, grace=GRACE) for _ in range(WORKERS)]
    stage.must_come("a first job ends", lambda: settled(redis))
    victims: list[int] = []
    end = time.monotonic() + stage.extent.storm_seconds
    while time.monotonic() < end and settled(redis) < jobs * NEARLY_ALL:
        time.sleep(KILL_EVERY)
        # One that is still starting has nothing to lose, and no ear for a signal.
        listening = [worker for worker in workers if worker in registered(redis)]
        if not listening:
            continue
        victim = random.choice(listening)  # noqa: S311  # nothing secret
        stage.crew.signal(victim, by)
        workers.remove(victim)
        victims.append(victim)
        workers.append(stage.crew.worker(isolation, grace=GRACE))
        stage.tell(f"{len(victims)} hit, {settled(redis)} of {jobs} jobs ended")
    over = time.monotonic()
    stage.comes(lambda: settled(redis) >= jobs, stage.extent.settled_seconds + 10)
    found.figures["workers hit"] = len(victims)
    found.within("after the last hit all is settled", time.monotonic() - over, stage.extent.settled_seconds)
    stage.comes(lambda: not stage.crew.living() & set(victims), LEAVES_WITHIN)
    return victims


SIGKILL = FaultRun(
    name="sigkill-storm",
    what="3 workers on two queues, one killed every 150 ms and replaced",
    carry_out=_sigkill,
    ways=("thread", "fork"),
)
SIGTERM = FaultRun(
    name="sigterm-storm",
    what="the same by SIGTERM, with a grace of 0.3 s, and jobs that take longer than that",
    carry_out=_sigterm,
    ways=("thread", "fork"),
)
