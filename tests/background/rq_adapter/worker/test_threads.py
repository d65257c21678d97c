"""Jobs in threads: at the same time, each with its own connections, and none can stop the worker."""

import gc
from pathlib import Path

import pytest
from django.db import connections

from background.constants import JobState
from background.engine.handle import Handle
from tests.background import jobs as plain
from tests.background.rq_adapter.worker import jobs
from tests.background.rq_adapter.worker.jobs import Trace
from tests.background.worker import run_all


def test_as_many_jobs_run_at_once_as_there_are_slots() -> None:
    handles = jobs.meet.enqueue_many(Trace() for _ in range(10))

    run_all(slots=5)

    assert {handle.snapshot().state for handle in handles} == {JobState.SUCCEEDED}


def test_the_collector_leaves_what_was_loaded_alone_as_long_as_the_worker_works() -> None:
    before = gc.get_freeze_count()
    handle = jobs.left_alone.enqueue()

    run_all()

    meanwhile = handle.snapshot().result
    assert isinstance(meanwhile, int)
    assert meanwhile > 100_000  # what a process with Django has
    assert gc.get_freeze_count() <= before


def test_an_async_handler_is_awaited() -> None:
    handle = jobs.wait_politely.enqueue()

    run_all()

    assert handle.snapshot().result == "Task"


@pytest.mark.parametrize(("job_type", "code"), [(jobs.async_overrun, "JobTimedOut"), (jobs.async_slow, "SoftTimeout")])
def test_an_async_handler_that_waits_is_interrupted_and_may_tidy_up(job_type: object, code: str, tmp_path: Path) -> None:
    handle: Handle[None] = job_type.enqueue(path=str(tmp_path / "trace"))  # type: ignore[attr-defined]  # each is a job type

    run_all()

    error = handle.snapshot().error
    assert error is not None
    assert (error.code, "still running" in error.message) == (code, False)
    assert (tmp_path / "trace").read_text().split() == ["tidied", "up"]


@pytest.mark.parametrize(
    ("job_type", "code"),
    [
        (jobs.leave_politely, "SystemExit"),
        (jobs.recurse, "RecursionError"),
        (jobs.busy, "JobTimedOut"),
        (jobs.take_too_long, "SoftTimeout"),
        (jobs.raise_a_surrogate, "ValueError"),
        (jobs.raise_without_words, "Mute"),
    ],
)
def test_whatever_a_handler_does_is_its_own_failure(job_type: object, code: str) -> None:
    handle: Handle[None] = job_type.enqueue()  # type: ignore[attr-defined]  # each is a job type
    behind = plain.remember.enqueue(text="behind")

    run_all()

    job = handle.snapshot()
    assert job.error is not None
    assert job.error.code == code
    assert behind.snapshot().state is JobState.SUCCEEDED


def test_a_handler_that_hears_no_timeout_is_settled_without_it_and_its_place_is_filled() -> None:
    handle = plain.overrun.enqueue()
    behind = plain.remember.enqueue(text="behind")

    run_all()

    job = handle.snapshot()
    assert job.error is not None
    assert (job.error.code, job.state) == ("JobTimedOut", JobState.DEAD)
    assert behind.snapshot().state is JobState.SUCCEEDED


def test_a_worker_takes_no_more_jobs_than_it_was_told() -> None:
    handles = plain.remember.enqueue_many(plain.Note(text=str(n)) for n in range(10))
    before = len(connections.all(initialized_only=True))

    run_all(slots=4, max_jobs=3)

    assert [handle.snapshot().state for handle in handles].count(JobState.SUCCEEDED) == 3
    assert len(connections.all(initialized_only=True)) == before


def test_a_transaction_that_a_job_left_open_is_rolled_back_and_harms_no_other() -> None:
    culprit = jobs.leave_a_transaction_open.enqueue()
    behind = jobs.count_people.enqueue()

    run_all()

    assert culprit.snapshot().state is JobState.SUCCEEDED
    assert (behind.snapshot().state, behind.snapshot().result) == (JobState.SUCCEEDED, 0)


@pytest.mark.parametrize("job_type", [jobs.return_a_cycle, jobs.return_much])
def test_a_result_that_cannot_be_kept_does_not_repeat_the_work(job_type: object) -> None:
    handle: Handle[object] = job_type.enqueue()  # type: ignore[attr-defined]  # each is a job type

    run_all()

    job = handle.snapshot()
    assert (job.state, job.attempts, job.result) == (JobState.SUCCEEDED, 1, None)


def test_a_handler_that_was_warned_may_still_tidy_up() -> None:
    handle = jobs.tidy_up_when_warned.enqueue()

    run_all()

    assert handle.snapshot().result == "tidied up"
