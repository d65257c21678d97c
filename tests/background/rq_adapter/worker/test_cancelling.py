"""Jobs that somebody cancels: while they wait, and while they run."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from background.constants import JobState
from background.engine.handle import Handle
from background.engine.job_type import JobType
from background.rq_adapter.cancel import Cancellation, cancel
from background.rq_adapter.worker.slots import CANCEL_GRACE_SECONDS
from tests.background import jobs as plain
from tests.background.rq_adapter.worker import jobs
from tests.background.rq_adapter.worker.jobs import Trace
from tests.background.worker import run_all
from tests.processes import running, until

pytestmark = pytest.mark.django_db(transaction=True)

TEST_JOBS = {"DJANGO_SETTINGS_MODULE": "tests.settings_with_test_jobs"}
LOOKS_SELDOM = {"TEST_LEASE_SECONDS": "300"}
"""A worker that is told nothing would learn of it by itself after 75 s."""
both = pytest.mark.parametrize("isolation", ["thread", "fork"])

type Job = JobType[..., Trace, object]


def is_over(handle: Handle[object]) -> bool:
    return handle.snapshot().state.is_final


@pytest.mark.parametrize("delay", [None, timedelta(hours=1)])
def test_a_job_that_waits_is_never_run(delay: timedelta | None) -> None:
    handle = plain.remember.using(run_after=delay).enqueue(text="unwanted")

    assert cancel(handle.id, reason="a better idea") is Cancellation.CANCELLED

    run_all()
    assert (handle.snapshot().state, handle.snapshot().note) == (JobState.CANCELLED, "a better idea")
    assert plain.ran == []


@both
@pytest.mark.parametrize(
    ("job", "state"), [(jobs.stop_when_asked, JobState.CANCELLED), (jobs.finish_when_asked, JobState.SUCCEEDED)], ids=["stops", "finishes"]
)
def test_a_handler_that_listens_ends_at_once_even_when_every_slot_is_taken(
    job: Job, state: JobState, isolation: str, tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    handle = job.enqueue(path=str(trace))
    with running("rqworker", "default", "--isolation", isolation, "--slots", "1", **LOOKS_SELDOM, **TEST_JOBS):
        until(trace.exists)

        assert cancel(handle.id, reason="a better idea") is Cancellation.ASKED

        asked = time.monotonic()
        until(lambda: is_over(handle))
        assert time.monotonic() - asked < 30
        assert trace.read_text().split()[1:] == ["heard"]
        assert handle.snapshot().state is state
        assert handle.snapshot().note == ("a better idea" if state is JobState.CANCELLED else "")


@both
@pytest.mark.parametrize("job", [jobs.never_ask, jobs.hear_nothing], ids=["inattentive", "deaf"])
def test_a_handler_that_does_not_listen_is_ended_and_its_worker_goes_on(job: Job, isolation: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    handle = job.enqueue(path=str(trace))
    behind = plain.remember.enqueue(text="behind")
    with running("rqworker", "default", "--isolation", isolation, "--slots", "1", **TEST_JOBS):
        until(trace.exists)

        cancel(handle.id, reason="a better idea")

        asked = time.monotonic()
        until(lambda: is_over(handle))
        assert time.monotonic() - asked > CANCEL_GRACE_SECONDS - 0.5
        assert (handle.snapshot().state, handle.snapshot().note) == (JobState.CANCELLED, "a better idea")
        until(lambda: behind.snapshot().state is JobState.SUCCEEDED)


def test_a_letter_that_got_lost_is_made_up_for(tmp_path: Path, redis: Redis) -> None:
    trace = tmp_path / "trace"
    handle = jobs.stop_when_asked.enqueue(path=str(trace))
    with running("rqworker", "default", **TEST_JOBS):
        until(trace.exists)

        redis.hset(f"rq:job:{handle.id}", "cancel", "nobody wrote a letter")

        until(lambda: handle.snapshot().state is JobState.CANCELLED)
