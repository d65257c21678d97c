"""Work on two queues, noted when it begins, while it goes on and when it ends."""

import time
from dataclasses import dataclass

from background.engine.declare import JobQueue
from background.engine.job import Job
from config.faults.witness import Deed, note

left, right = JobQueue("left"), JobQueue("right")

STEP_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    number: int
    seconds: float = 0.0


@left.job("faults-left", Work)
def work_left(job: Job[Work]) -> int:
    return _work(job.data)


@right.job("faults-right", Work)
def work_right(job: Job[Work]) -> int:
    return _work(job.data)


def _work(work: Work) -> int:
    note(Deed.BEGAN, work.number)
    end = time.monotonic() + work.seconds
    while (rest := end - time.monotonic()) > 0:
        time.sleep(min(rest, STEP_SECONDS))
        if rest > STEP_SECONDS:
            note(Deed.GOES_ON, work.number)
    note(Deed.ENDED, work.number)
    return work.number
