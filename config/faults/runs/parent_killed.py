"""Only the parent of forked jobs is killed."""

import signal
from pathlib import Path

from config.faults import witness
from config.faults.census import census, registered, settled
from config.faults.count import count_from_outside
from config.faults.finding import FaultRun, Found
from config.faults.orders import Batch
from config.faults.stage import Stage
from config.faults.witness import Deed

JOBS = 4
ORPHAN_LIVES_AT_MOST = 2.0


def _run(stage: Stage, _: str) -> Found:
    found, crew, lease = Found(), stage.crew, stage.extent.lease_seconds
    parent = crew.worker("fork", slots=JOBS)
    both = {parent, crew.worker("fork", slots=JOBS)}
    stage.must_come("both workers listen", lambda: both <= registered(stage.redis))
    stage.enqueue(Batch(count=JOBS * 2, seconds=lease * 1.5, timeout=600))
    stage.must_come("all jobs run", lambda: len(_of(stage, Deed.BEGAN)) == JOBS * 2)
    children = _descendants(parent) & {entry.pid for entry in _of(stage, Deed.BEGAN)}
    crew.signal(parent, signal.SIGKILL)
    killed_at = witness.now()
    stage.comes(lambda: settled(stage.redis) == JOBS * 2, lease * 4 + 60)
    _judge(stage, found, children, killed_at)
    return found


def _judge(stage: Stage, found: Found, children: set[int], killed_at: int) -> None:
    signs = [entry for entry in stage.entries() if entry.pid in children and entry.moment > killed_at]
    last = max((entry.moment for entry in signs), default=killed_at)
    again = [entry for entry in _of(stage, Deed.BEGAN) if entry.moment > killed_at]
    count_from_outside(stage, found)
    found.all("jobs of the dead parent", len(children), JOBS)
    found.within("after its parent's death a fork was gone", (last - killed_at) / witness.NANOSECONDS, ORPHAN_LIVES_AT_MOST)
    found.none("jobs begun again while their first run lived", sum(entry.moment <= last for entry in again))
    found.none("ends of orphans", sum(entry.deed is Deed.ENDED for entry in signs))
    found.all("jobs begun again once", len(again), JOBS)
    found.none("jobs that used up an attempt", census(stage.redis).attempts.total() - census(stage.redis).attempts[1])


def _of(stage: Stage, deed: Deed) -> list[witness.Entry]:
    return [entry for entry in stage.entries() if entry.deed is deed]


def _descendants(parent: int) -> set[int]:
    """The children of all its threads, and theirs; Linux tells."""
    children = {int(pid) for path in Path(f"/proc/{parent}/task").glob("*/children") for pid in path.read_text().split()}
    return children.union(*map(_descendants, children))


PARENT_KILLED = FaultRun(name="parent-killed", what="a worker that forks is killed, and only it, while its jobs run", carry_out=_run)
