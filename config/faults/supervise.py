"""What a process manager does: start a worker, and another one whenever it dies."""

import time

from config.faults.census import settled
from config.faults.stage import Stage


def supervise(stage: Stage, isolation: str, *, slots: int, jobs: int, seconds: float) -> int:
    """Until so many jobs ended, or the time is over; answers how many workers died."""
    deadline, died, worker = time.monotonic() + seconds, 0, stage.crew.worker(isolation, slots=slots)
    while settled(stage.redis) < jobs and time.monotonic() < deadline:
        if worker not in stage.crew.living():
            died, worker = died + 1, stage.crew.worker(isolation, slots=slots)
        stage.tell(f"{settled(stage.redis)} of {jobs} jobs ended, {died} workers died")
        time.sleep(0.05)
    return died
