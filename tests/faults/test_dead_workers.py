"""Workers are killed; their jobs are not lost."""

import os
import signal

import pytest
from redis import Redis

from background.constants import JobState
from tests.background.jobs import overrun
from tests.processes import TEST_JOBS, running, until

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_job_of_a_killed_worker_is_taken_up_by_the_next(redis: Redis) -> None:
    handle = overrun.using(timeout=overrun.options.timeout * 60).enqueue()
    with running("rqworker", "default", **TEST_JOBS) as worker:
        until(lambda: handle.snapshot().state is JobState.RUNNING)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    lease = redis.zrange("rq:wip:default", 0, -1)[0]
    redis.zadd("rq:wip:default", {lease: 1})  # as if its twenty seconds were over

    with running("rqworker", "default", **TEST_JOBS):
        until(lambda: redis.hget(f"rq:job:{handle.id}", "crashes") == b"1" and handle.snapshot().state is JobState.RUNNING)

        assert handle.snapshot().attempts == 1


def test_a_lease_lives_as_long_as_its_worker(redis: Redis) -> None:
    handle = overrun.using(timeout=overrun.options.timeout * 60).enqueue()
    with running("rqworker", "default", **TEST_JOBS):
        until(lambda: handle.snapshot().state is JobState.RUNNING)
        (_, first), *_ = redis.zrange("rq:wip:default", 0, -1, withscores=True)

        until(lambda: redis.zrange("rq:wip:default", 0, -1, withscores=True)[0][1] > first)

        assert handle.snapshot().attempts == 1
