"""A worker that is asked to stop loses no job and uses up no attempt."""

import signal
import subprocess
import time
from pathlib import Path

import pytest
from redis import Redis

from background.constants import JobState
from tests.background.rq_adapter.worker import jobs
from tests.processes import PATIENCE_SECONDS, TEST_JOBS, running, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("isolation", ["thread", "fork"])]


def ended(worker: subprocess.Popen[str]) -> int:
    return worker.wait(PATIENCE_SECONDS)


def test_the_first_signal_lets_the_job_end(tmp_path: Path, isolation: str) -> None:
    trace = tmp_path / "trace"
    handle = jobs.sleep.enqueue(path=str(trace), seconds=1)
    behind = jobs.sleep.enqueue(path=str(trace), seconds=0)

    with running("rqworker", "default", "--isolation", isolation, "--slots", "1", **TEST_JOBS) as worker:
        until(trace.exists)
        worker.send_signal(signal.SIGTERM)

        assert ended(worker) == 0

    assert handle.snapshot().state is JobState.SUCCEEDED
    assert behind.snapshot().state is JobState.QUEUED


def test_past_its_grace_a_job_goes_back_to_the_head_without_an_attempt(tmp_path: Path, redis: Redis, isolation: str) -> None:
    trace = tmp_path / "trace"
    handle = jobs.sleep.enqueue(path=str(trace), seconds=600)
    behind = jobs.sleep.enqueue(path=str(trace), seconds=0)

    with running("rqworker", "default", "--isolation", isolation, "--slots", "1", "--grace", "0.5", **TEST_JOBS) as worker:
        until(trace.exists)
        worker.send_signal(signal.SIGTERM)

        assert ended(worker) == 0

    assert redis.lrange("rq:queue:default", 0, -1) == [handle.id.encode(), behind.id.encode()]
    assert (handle.snapshot().state, handle.snapshot().attempts) == (JobState.QUEUED, 0)
    assert redis.zcard("rq:wip:default") == 0


def test_the_second_signal_hands_back_at_once(tmp_path: Path, isolation: str) -> None:
    trace = tmp_path / "trace"
    handle = jobs.sleep.enqueue(path=str(trace), seconds=600)

    with running("rqworker", "default", "--isolation", isolation, "--slots", "1", "--grace", "600", **TEST_JOBS) as worker:
        until(trace.exists)
        worker.send_signal(signal.SIGTERM)
        time.sleep(0.5)  # two signals at once are one to the kernel
        worker.send_signal(signal.SIGTERM)

        assert ended(worker) == 0

    assert (handle.snapshot().state, handle.snapshot().attempts) == (JobState.QUEUED, 0)
