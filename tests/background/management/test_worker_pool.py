"""`manage.py rqworker-pool`: as many workers as were asked for, whatever becomes of one of them."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from redis import Redis

from background.constants import JobState
from background.rq_adapter.pool import Pool
from background.rq_adapter.worker.signals import Signals
from tests.background.rq_adapter.worker import jobs
from tests.background.rq_adapter.worker.jobs import Trace
from tests.commands import manage_here
from tests.processes import PATIENCE_SECONDS, TEST_JOBS, is_alive, manage, running, until

pytestmark = pytest.mark.django_db(transaction=True)


def pids(redis: Redis) -> set[int]:
    """The workers that are registered and alive."""
    found = {int(redis.hget(key, "pid") or 0) for key in redis.smembers("rq:workers")}
    return {pid for pid in found if is_alive(pid)}


@contextmanager
def pool(redis: Redis, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Two workers that have begun."""
    with running("rqworker-pool", "default", "--num-workers", "2", *words, **TEST_JOBS) as process:
        until(lambda: len(pids(redis)) == 2)
        workers = pids(redis)
        try:
            yield process
        finally:
            for pid in workers | pids(redis):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


def test_help_names_what_a_pool_takes_besides() -> None:
    said = manage_here("rqworker-pool", "--help").stdout

    assert "--num-workers" in said
    assert "dead_letter, default, email, notification" in said


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("emial",), "there is no queue 'emial'; the queues are dead_letter, default, email, notification"),
        (("default", "--num-workers", "0"), "--num-workers is 0; it must be from 1 to 500"),
        (("default", "--num-workers", "501"), "--num-workers is 501; it must be from 1 to 500"),
        (("default", "--slots", "0"), "--slots is 0; it must be at least 1"),
        (("default", "--slots", "5001"), "--slots is 5001; it must be at most 5,000: each is a thread or a process"),
        (("default", "--grace", "-1"), "--grace is -1; it must be at least 0"),
        (("default", "--name", "ada"), "--name is for one worker; those of a pool name themselves"),
    ],
)
def test_what_cannot_be_done_is_one_line(words: tuple[str, ...], line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pool, "run", lambda pool: pytest.fail("it began"))

    ended = manage_here("rqworker-pool", *words)

    assert (ended.returncode, ended.stderr.strip()) == (1, f"CommandError: {line}")


def test_a_pool_that_is_to_leave_when_all_is_done_does_so() -> None:
    handles = jobs.pid.enqueue_many(Trace() for _ in range(20))

    ended = manage("rqworker-pool", "default", "--num-workers", "2", "--burst", **TEST_JOBS)

    assert ended.returncode == 0
    assert {handle.snapshot().state for handle in handles} == {JobState.SUCCEEDED}


def test_a_worker_that_is_killed_is_replaced_and_one_that_is_told_to_stop_too(redis: Redis) -> None:
    with pool(redis):
        former = pids(redis)
        killed, stopped = former

        os.kill(killed, signal.SIGKILL)
        os.kill(stopped, signal.SIGTERM)

        until(lambda: len(pids(redis) - former) == 2)


def test_a_recycled_worker_is_replaced(redis: Redis) -> None:
    with pool(redis, "--max-jobs", "1"):
        former = pids(redis)
        handles = jobs.pid.enqueue_many(Trace() for _ in range(4))

        until(lambda: all(handle.snapshot().state is JobState.SUCCEEDED for handle in handles))

        until(lambda: len(pids(redis) - former) == 2)


@pytest.mark.parametrize("isolation", ["thread", "fork"])
def test_the_first_signal_ends_all_when_their_jobs_have(isolation: str, tmp_path: Path, redis: Redis) -> None:
    with pool(redis, "--isolation", isolation, "--slots", "1") as process:
        workers = pids(redis)
        trace = tmp_path / "trace"
        handle = jobs.sleep.enqueue(path=str(trace), seconds=1)
        until(trace.exists)

        process.send_signal(signal.SIGTERM)

        assert process.wait(PATIENCE_SECONDS) == 0
        assert handle.snapshot().state is JobState.SUCCEEDED
        assert not any(is_alive(pid) for pid in workers)


def test_the_second_signal_hands_their_jobs_back(tmp_path: Path, redis: Redis) -> None:
    with pool(redis, "--grace", "600") as process:
        trace = tmp_path / "trace"
        handle = jobs.sleep.enqueue(path=str(trace), seconds=600)
        until(trace.exists)
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)  # two signals at once are one to the kernel

        process.send_signal(signal.SIGINT)

        assert process.wait(PATIENCE_SECONDS) == 0
        assert (handle.snapshot().state, handle.snapshot().attempts) == (JobState.QUEUED, 0)


def test_when_only_the_pool_is_killed_its_workers_leave_and_hand_back_what_they_ran(tmp_path: Path, redis: Redis) -> None:
    with pool(redis, "--grace", "0.5") as process:
        workers = pids(redis)
        trace = tmp_path / "trace"
        handle = jobs.sleep.enqueue(path=str(trace), seconds=600)
        until(trace.exists)

        process.kill()
        process.wait()

        until(lambda: not any(is_alive(pid) for pid in workers))
        assert not is_alive(int(trace.read_text().split()[0]))
        assert (handle.snapshot().state, handle.snapshot().attempts) == (JobState.QUEUED, 0)


def test_a_pool_whose_workers_cannot_work_gives_up() -> None:
    ended = manage("rqworker-pool", "default", "--num-workers", "5", "--max-memory", "10")

    assert ended.returncode == 1
    assert ended.stderr.count("CommandError: --max-memory is 10 MiB") == 5
    assert ended.stderr.strip().splitlines()[-1] == "CommandError: its workers cannot go on, for the reasons that they gave"


def test_who_is_told_to_stop_starts_nobody_more(monkeypatch: pytest.MonkeyPatch) -> None:
    signals, forks = Signals(), iter([101, 102])

    def fork() -> int:
        signals.stops += 1  # it is told so meanwhile
        return next(forks)

    monkeypatch.setattr(os, "fork", fork)
    pool = Pool(5, lambda: None, replaces=True, grace_seconds=0)
    pool._start(5, signals)

    assert list(pool._began) == [101]
