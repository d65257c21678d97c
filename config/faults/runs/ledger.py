"""The ledger's part: Redis is gone while jobs are accepted, and those who write down what happens are killed."""

import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

from config.faults import trouble, witness
from config.faults.census import settled
from config.faults.crew import Crew
from config.faults.finding import FaultRun, Found
from config.faults.orders import Batch
from config.faults.rows import Rows
from config.faults.stage import Stage
from config.faults.witness import Deed

RECORDERS = 2
KILL_EVERY = 0.4
AFTERWARDS = 90_000
OTHERS_BEGIN_WITHIN, RECORDED_WITHIN = 20.0, 90.0
ACCEPTED_WITHIN = 120.0
JOB_SECONDS = 0.002


@contextmanager
def _remembering(stage: Stage) -> Iterator[tuple[Stage, Rows]]:
    """The same stage, with a ledger that is empty."""
    rows = Rows(stage.room.folder / "data" / "db.sqlite3")
    with Crew(stage.room, lease_seconds=stage.extent.lease_seconds, has_ledger=True) as crew:
        place = replace(stage, crew=crew)
        place.ended(crew.manage("migrate", "-v0"))
        rows.clear()
        yield place, rows
        crew.kill_all()


def _away(stage: Stage, _: str) -> Found:
    """One worker with one slot, so that it is seen in which order jobs begin."""
    with _remembering(stage) as (place, rows):
        found, extent = Found(), stage.extent
        place.crew.worker("thread")
        place.crew.manage("jobs_ledger")
        place.enqueue(Batch(names=("faults-left",), first=AFTERWARDS))
        place.must_come("a first job ends", lambda: settled(place.redis))
        pause = extent.away_seconds / extent.accepted
        with trouble.refused(place.room):
            wanted = Batch(
                names=("faults-left",), count=extent.accepted, seconds=JOB_SECONDS, pause=pause, lasts=extent.away_seconds + ACCEPTED_WITHIN
            )
            place.enqueue(replace(wanted, by_api=True))
        back = time.monotonic()
        place.enqueue(Batch(names=("faults-right",), first=AFTERWARDS + 1))
        place.comes(lambda: AFTERWARDS + 1 in _begun(place), OTHERS_BEGIN_WITHIN * 2)
        found.within("a job of another queue that came afterwards begins", time.monotonic() - back, OTHERS_BEGIN_WITHIN)
        place.comes(lambda: len(_begun(place)) >= extent.accepted + 2, RECORDED_WITHIN)
        found.figures["seconds until all had begun"] = round(time.monotonic() - back, 1)
        place.comes(lambda: rows.states()["succeeded"] >= extent.accepted + 2, RECORDED_WITHIN)
        _count(place, rows, found, jobs=extent.accepted + 2)
        late = [number for number in _begun(place) if number < AFTERWARDS]
        found.none("jobs that overtook an older one", sum(first > second for first, second in pairwise(late)))
        return found


def _killed(stage: Stage, _: str) -> Found:
    with _remembering(stage) as (place, rows):
        found, jobs = Found(), stage.extent.recorded
        place.crew.worker("thread", slots=2)
        place.enqueue(Batch(count=jobs // 2, seconds=JOB_SECONDS))
        place.must_come("jobs end while nobody records", lambda: settled(place.redis) >= jobs // 2)
        found.none("rows that somebody changed while nobody recorded", jobs // 2 - rows.states()["pending"])
        place.crew.produce(Batch(first=jobs // 2, count=jobs - jobs // 2, seconds=JOB_SECONDS))
        found.figures["recorders killed"] = _kill_recorders(place, jobs)
        over = time.monotonic()
        place.comes(lambda: rows.states()["succeeded"] >= jobs, RECORDED_WITHIN + 10)
        found.within("after the last kill all is written down", time.monotonic() - over, RECORDED_WITHIN)
        _count(place, rows, found, jobs=jobs)
        return found


def _kill_recorders(place: Stage, jobs: int) -> int:
    """Two of them, one killed and replaced at a time, until the worker has nothing to do any more; how many were."""
    recorders = [place.crew.manage("jobs_ledger") for _ in range(RECORDERS)]
    killed, least = 0, time.monotonic() + KILL_EVERY * 8
    while settled(place.redis) < jobs or time.monotonic() < least:
        time.sleep(KILL_EVERY)
        victim = recorders.pop(random.randrange(RECORDERS))  # noqa: S311  # nothing secret
        place.crew.signal(victim, signal.SIGKILL)
        recorders.append(place.crew.manage("jobs_ledger"))
        killed += 1
        place.tell(f"{killed} recorders killed")
    return killed


def _begun(place: Stage) -> list[int]:
    return [entry.number for entry in place.entries() if entry.deed is Deed.BEGAN]


def _count(place: Stage, rows: Rows, found: Found, *, jobs: int) -> None:
    entries = place.entries()
    accepted, begun = witness.count(entries, Deed.ACCEPTED), witness.count(entries, Deed.BEGAN)
    found.all("jobs accepted", len(accepted), jobs)
    found.none("accepted jobs that never ran", len(accepted.keys() - begun.keys()))
    found.none("jobs that ran twice", sum(times - 1 for times in begun.values()))
    found.all("rows that say succeeded", rows.states()["succeeded"], jobs)
    found.all("attempts that are written down, with worker and both times", rows.whole_attempts(), jobs)


LEDGER = [
    FaultRun(name="redis-away", what="Redis is gone for a minute while the API accepts jobs, one worker, one recorder", carry_out=_away),
    FaultRun(name="recorders-killed", what="nobody records; then two do, and one is killed every 400 ms and replaced", carry_out=_killed),
]
