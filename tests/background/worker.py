"""Runs what waits, with the real worker."""

from functools import cache

import django_rq
from redis import Redis

from background.engine.declare import Isolation
from background.rq_adapter.claims import Claim, Nothing
from background.rq_adapter.line import Line
from background.rq_adapter.worker import Worker
from background.rq_adapter.worker.desk import Desk
from background.rq_adapter.worker.gate import Gate
from tests.processes import TEST_JOBS, manage


def run_all(*queues: str, slots: int = 1, max_jobs: int | None = None) -> bool:
    """What `manage.py rqworker --burst --isolation thread` does, in this process; answers whether any job was run."""
    worker = django_rq.get_worker(*(queues or ("default",)))
    assert isinstance(worker, Worker)
    return worker.work(burst=True, isolation=Isolation.THREAD, slots=slots, max_jobs=max_jobs)


def run_all_in_forks() -> None:
    """The same with a process for each job; the worker too is one of its own."""
    assert manage("rqworker", "default", "--burst", "--isolation", "fork", **TEST_JOBS).returncode == 0


def desk_of(redis: Redis, *queues: str) -> Desk:
    """A desk of a worker called worker-1."""
    return Desk(_line_of(redis), "worker-1", queues, Gate(lambda: 0))


def next_of(desk: Desk) -> Claim | Nothing:
    """The next job, if there is one."""
    taken = desk.take_many(1)
    return taken if isinstance(taken, Nothing) else taken[0]


@cache
def _line_of(redis: Redis) -> Line:
    return Line(redis)
