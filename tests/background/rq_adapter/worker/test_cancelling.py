"""Jobs that somebody cancels: while they wait, and while they run."""

import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from background.constants import JobState
from background.engine.handle import Handle
from background.rq_adapter.cancel import Cancellation, cancel
from background.rq_adapter.worker.slots import CANCEL_GRACE_SECONDS
from tests.background import jobs as plain
from tests.background.rq_adapter.worker import jobs
from tests.background.worker import run_all
from tests.processes import TEST_JOBS, running, until

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS_SELDOM = {"TEST_LEASE_SECONDS": "300"}
"""A worker that is told nothing would learn of it by itself after 75 s."""
both = pytest.mark.parametrize("isolation", ["thread", "fork"])


@dataclass(frozen=True, slots=True)
class Ended:
    """`seconds` passed from the cancellation to the end."""

    state: JobState
    note: str
    seconds: float


def cancelled[R](handle: Handle[R], trace: Path) -> Ended:
    """Cancel it as soon as it runs, and wait for its end."""
    until(trace.exists)
    assert cancel(handle.id, reason="a better idea") is Cancellation.ASKED
    asked = time.monotonic()
    until(lambda: handle.snapshot().state.is_final)
    return Ended(handle.snapshot().state, handle.snapshot().note, time.monotonic() - asked)


@pytest.mark.parametrize("delay", [None, timedelta(hours=1)])
def test_a_job_that_waits_is_never_run(delay: timedelta | None) -> None:
    handle = plain.remember.using(run_after=delay).enqueue(text="unwanted")

    assert cancel(handle.id, reason="a better idea") is Cancellation.CANCELLED

    run_all()
    assert (handle.snapshot().state, handle.snapshot().note) == (JobState.CANCELLED, "a better idea")
    assert plain.ran == []


@both
def test_a_handler_that_listens_ends_at_once_even_when_every_slot_is_taken(isolation: str, tmp_path: Path) -> None:
    with running("rqworker", "default", "--isolation", isolation, "--slots", "1", **LOOKS_SELDOM, **TEST_JOBS):
        stops, finishes = tmp_path / "stops", tmp_path / "finishes"

        stopped = cancelled(jobs.stop_when_asked.enqueue(path=str(stops)), stops)
        finished = cancelled(jobs.finish_when_asked.enqueue(path=str(finishes)), finishes)

        assert max(stopped.seconds, finished.seconds) < 30
        assert [trace.read_text().split()[1:] for trace in (stops, finishes)] == [["heard"], ["heard"]]
        assert (stopped.state, stopped.note) == (JobState.CANCELLED, "a better idea")
        assert (finished.state, finished.note) == (JobState.SUCCEEDED, "")


@both
def test_handlers_that_do_not_listen_are_ended_and_their_worker_goes_on(isolation: str, tmp_path: Path) -> None:
    with running("rqworker", "default", "--isolation", isolation, "--slots", "1", **TEST_JOBS):
        inattentive, deaf = tmp_path / "inattentive", tmp_path / "deaf"

        ended = [
            cancelled(jobs.never_ask.enqueue(path=str(inattentive)), inattentive),
            cancelled(jobs.hear_nothing.enqueue(path=str(deaf)), deaf),
        ]
        behind = plain.remember.enqueue(text="behind")

        assert min(job.seconds for job in ended) > CANCEL_GRACE_SECONDS - 0.5
        assert {(job.state, job.note) for job in ended} == {(JobState.CANCELLED, "a better idea")}
        until(lambda: behind.snapshot().state is JobState.SUCCEEDED)


def test_a_letter_that_got_lost_is_made_up_for(tmp_path: Path, redis: Redis) -> None:
    trace = tmp_path / "trace"
    handle = jobs.stop_when_asked.enqueue(path=str(trace))
    with running("rqworker", "default", **TEST_JOBS):
        until(trace.exists)

        redis.hset(f"rq:job:{handle.id}", "cancel", "nobody wrote a letter")

        until(lambda: handle.snapshot().state is JobState.CANCELLED)
