"""Some processes have a wrong wall clock."""

import signal
import time

from config.faults import witness
from config.faults.census import census, settled
from config.faults.count import count_from_outside
from config.faults.finding import FaultRun, Found
from config.faults.orders import Batch
from config.faults.stage import Stage
from config.faults.witness import Deed

AHEAD = {"120 s ahead": 120.0, "120 s behind": -120.0}
DELAYED, RUNS_LONG, ABANDONED = 1, 2, 3


def _run(stage: Stage, way: str) -> Found:
    """A job runs for longer than a lease, one waits for its time, one lost its worker: wrong clocks sweep and claim all the while."""
    lease, found, crew, ahead = stage.extent.lease_seconds, Found(), stage.crew, AHEAD[way]
    crew.manage("rqscheduler", "--skip-checks", clock_ahead=ahead)
    _abandon_a_job(stage)
    crew.worker("thread", slots=2)
    stage.enqueue(Batch(first=RUNS_LONG, seconds=lease * 1.5))
    stage.must_come("the long job begins", lambda: _moments(stage, RUNS_LONG))
    delayed_at = time.monotonic()
    stage.enqueue(Batch(first=DELAYED, delay=lease))
    crew.worker("thread", slots=2, clock_ahead=ahead)
    wrong_since = time.monotonic()
    while settled(stage.redis) < 3 and time.monotonic() < wrong_since + lease * 3 + 60:
        stage.ended(crew.manage("rqscheduler", "--burst", "--skip-checks", clock_ahead=ahead))
    _judge(stage, found, delayed_at=delayed_at)
    return found


def _abandon_a_job(stage: Stage) -> None:
    worker = stage.crew.worker("thread")
    stage.enqueue(Batch(first=ABANDONED, seconds=2.0))
    stage.must_come("the job of a worker that dies begins", lambda: _moments(stage, ABANDONED))
    stage.crew.signal(worker, signal.SIGKILL)


def _judge(stage: Stage, found: Found, *, delayed_at: float) -> None:
    lease = stage.extent.lease_seconds
    count_from_outside(stage, found)
    again, due = _moments(stage, ABANDONED), _moments(stage, DELAYED)
    found.none("further runs of a job whose worker lives", len(_moments(stage, RUNS_LONG)) - 1)
    found.none("living workers that count as dead", census(stage.redis).crashes.total() - census(stage.redis).crashes[0] - 1)
    found.at_least(
        "seconds from one start to the next of a job whose worker died", again[1] - again[0] if len(again) > 1 else 0.0, lease * 0.75
    )
    found.at_least("seconds that a delayed job rested", due[0] - delayed_at if due else 0.0, lease - 0.5)


def _moments(stage: Stage, number: int) -> list[float]:
    """When the job began, each time."""
    return [entry.moment / witness.NANOSECONDS for entry in stage.entries() if entry.deed is Deed.BEGAN and entry.number == number]


CLOCK = FaultRun(
    name="clock",
    what="a scheduler and a worker whose clock is two minutes off sweep and claim beside a sound one",
    carry_out=_run,
    ways=tuple(AHEAD),
)
