"""Jobs in processes of their own: whatever becomes of the process, the worker knows and goes on."""

import os
import signal
from pathlib import Path

import pytest

from background.constants import JobState
from background.engine.registry import find
from background.ledger.recorder import Recorder
from background.models import JobAttempt
from background.rq_adapter.cancel import cancel
from tests.background import jobs as plain
from tests.background.rq_adapter.worker import jobs
from tests.background.rq_adapter.worker.jobs import Trace
from tests.processes import PATIENCE_SECONDS, TEST_JOBS, is_alive, manage, running, until


def burst(*words: str, **changes: str) -> str:
    """A worker that forks, until nothing is left; answers what it said."""
    ended = manage("rqworker", "default", "--burst", *words, **(TEST_JOBS | changes))
    assert ended.returncode == 0, ended.stderr
    return ended.stderr


def words_in(message: str, words: str) -> str:
    """The words where they are in the message; else all of it, which a failing test shows."""
    return words if words in message else message


def test_each_job_has_a_process_of_its_own_and_its_result_comes_back() -> None:
    handles = jobs.pid.enqueue_many(Trace() for _ in range(3))

    burst()

    pids = {handle.snapshot().result for handle in handles}
    assert len(pids) == 3
    assert os.getpid() not in pids


def test_the_ledger_says_how_much_memory_each_attempt_took() -> None:
    small, large = jobs.take_much_memory.enqueue(seconds=1), jobs.take_much_memory.enqueue(seconds=40)

    burst()
    Recorder().catch_up()

    took = {str(run.job_id): run.peak_memory or 0 for run in JobAttempt.objects.all()}
    assert 0 < took[small.id] < took[large.id] - (30 << 20)


def test_jobs_do_not_share_their_random_numbers() -> None:
    handles = jobs.draw.enqueue_many([Trace()] * 3)

    burst()

    assert len({handle.snapshot().result for handle in handles}) == 3


@pytest.mark.parametrize("isolation", ["fork", "thread"])
def test_a_worker_does_not_load_the_urls_before_somebody_asks_for_one(isolation: str) -> None:
    handle = jobs.has_urls.enqueue()

    burst("--isolation", isolation)

    assert handle.snapshot().result is False


def test_after_a_job_that_asked_for_a_url_no_other_has_to_load_them() -> None:
    before, asking, after = jobs.has_urls.enqueue(), jobs.ask_for_a_url.enqueue(), jobs.has_urls.enqueue()

    burst("--slots", "1")

    assert [handle.snapshot().result for handle in (before, asking, after)] == [False, "/admin/", True]


def test_urls_that_cannot_be_loaded_fail_the_job_that_asks_for_one_and_no_other() -> None:
    asking, behind = jobs.ask_for_a_url.enqueue(), plain.remember.enqueue(text="behind")

    burst(TEST_URLS="tests.urls_that_nobody_wrote")

    assert (asking.snapshot().state, behind.snapshot().state) == (JobState.DEAD, JobState.SUCCEEDED)


def test_processes_that_end_badly_are_failures_that_say_how() -> None:
    said = {
        "test-exit": "bye",
        "test-os-exit": "exited with status 0",
        "test-segfault": "was killed by SIGSEGV",
        "test-killed": "was killed by SIGKILL",
        "test-recurse": "maximum recursion depth",
        "test-busy": "killed: it had not ended",
        "test-slow": "longer than its soft_timeout",
    }
    handles = {name: find(name).enqueue() for name in said}
    behind = plain.remember.enqueue(text="behind")

    burst("--slots", "2")

    ended = {name: handle.snapshot() for name, handle in handles.items()}
    assert {name: job.error and words_in(job.error.message, said[name]) for name, job in ended.items()} == said
    assert {job.state for job in ended.values()} == {JobState.DEAD}
    assert behind.snapshot().state is JobState.SUCCEEDED


def test_at_its_timeout_a_job_is_killed_with_everything_it_started(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    handle = jobs.stubborn.enqueue(path=str(trace))

    burst()

    assert handle.snapshot().state is JobState.DEAD
    until(lambda: not is_alive(int(trace.read_text())))


def test_when_only_the_worker_is_killed_its_job_dies_with_it(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    jobs.sleep.enqueue(path=str(trace), seconds=600)

    with running("rqworker", "default", **TEST_JOBS) as worker:
        until(lambda: trace.exists() and trace.read_text().strip())
        worker.kill()
        worker.wait()

    until(lambda: not is_alive(int(trace.read_text())))


def test_when_the_process_that_forks_is_killed_the_worker_gives_its_jobs_back_and_fails(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    handle = jobs.sleep.enqueue(path=str(trace), seconds=600)

    with running("rqworker", "default", **TEST_JOBS) as worker:
        until(lambda: trace.exists() and trace.read_text().strip())
        nursery = int(Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text())
        os.kill(nursery, signal.SIGKILL)

        assert worker.wait(PATIENCE_SECONDS) == 1

    until(lambda: not is_alive(int(trace.read_text())))
    assert (handle.snapshot().state, handle.snapshot().attempts) == (JobState.QUEUED, 0)


def test_what_is_sent_to_the_process_that_forks_does_not_disturb_its_worker(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with running("rqworker", "default", **TEST_JOBS) as worker:
        jobs.sleep.enqueue(path=str(trace), seconds=0)
        until(trace.exists)
        nursery = int(Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text())
        os.kill(nursery, signal.SIGTERM)

        handle = jobs.pid.enqueue()

        until(lambda: handle.snapshot().state is JobState.SUCCEEDED)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_stops_a_worker_and_reaches_its_jobs_too_leaves_them_their_grace(tmp_path: Path, number: signal.Signals) -> None:
    trace = tmp_path / "trace"
    handle = jobs.sleep.enqueue(path=str(trace), seconds=1)

    with running("rqworker", "default", **TEST_JOBS) as worker:
        until(lambda: trace.exists() and trace.read_text().strip())
        os.kill(int(trace.read_text()), number)
        worker.send_signal(number)

        assert worker.wait(PATIENCE_SECONDS) == 0

    assert (handle.snapshot().state, handle.snapshot().attempts) == (JobState.SUCCEEDED, 1)


def test_as_many_processes_run_at_once_as_there_are_slots(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    handles = jobs.finish_when_asked.enqueue_many(Trace(path=str(trace)) for _ in range(3))

    with running("rqworker", "default", "--slots", "3", **TEST_JOBS):
        until(lambda: trace.exists() and len(trace.read_text().splitlines()) == 3)
        for handle in handles:
            cancel(handle.id)

        until(lambda: all(handle.snapshot().state is JobState.SUCCEEDED for handle in handles))


def test_a_handler_that_was_warned_may_still_tidy_up() -> None:
    handle = jobs.tidy_up_when_warned.enqueue()

    burst()

    assert handle.snapshot().result == "tidied up"


def test_a_job_that_takes_too_much_memory_fails_and_says_so_and_harms_no_other() -> None:
    modest = jobs.take_much_memory.enqueue(seconds=32)
    hog = jobs.take_much_memory.enqueue(seconds=128)
    behind = plain.remember.enqueue(text="behind")

    burst()

    assert modest.snapshot().result == 32 << 20
    assert str(hog.snapshot().error) == "MemoryError: it took more than its memory_limit of 64 MiB"
    assert behind.snapshot().state is JobState.SUCCEEDED


def test_memory_that_cannot_be_limited_is_said_when_the_worker_starts() -> None:
    assert "test-hog" in burst("--isolation", "thread")
    assert "memory_limit" not in burst()
