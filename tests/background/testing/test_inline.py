"""Inline, a job is a function call that happens at the commit."""

from datetime import timedelta

import pytest

from background.engine.events import Event, QueueEvents, leave, listen
from background.exceptions import JobNotFound, PermanentFailure
from background.testing import EndlessJobs, inline
from tests.background.jobs import Note, fail, give_up, ran, remember
from tests.background.testing.jobs import bill, family, forever

pytestmark = pytest.mark.django_db


def test_a_job_runs_at_once_and_its_handle_knows() -> None:
    with inline():
        job = bill.using(run_after=timedelta(days=1)).enqueue(text="9.50").snapshot()

    assert (job.state, job.result, job.attempts) == ("succeeded", {"total": "9.50"}, 1)
    assert (job.progress.percent, job.progress.step) == (50, "adding up")


def test_what_a_handler_raises_reaches_the_caller_and_is_not_tried_again() -> None:
    with inline():
        with pytest.raises(ValueError, match="no luck with x"):
            fail.enqueue(text="x")
        with pytest.raises(PermanentFailure):
            give_up.enqueue(text="x")

    assert ran == ["attempt 1", "x"]


def test_the_jobs_of_a_job_run_after_it() -> None:
    with inline():
        family.enqueue()

    assert ran == ["parent", "child"]


def test_many_run_by_priority_as_they_would() -> None:
    with inline():
        remember.enqueue_many([Note(text="a"), Note(text="b")])

    assert ran == ["a", "b"]


def test_a_job_without_end_is_named() -> None:
    with inline(), pytest.raises(EndlessJobs, match=r"1,000 of them of 'test-forever'"):
        forever.enqueue()


def test_an_unknown_id_says_where_to_look() -> None:
    with inline(), pytest.raises(JobNotFound, match="has its transaction ended"):
        remember.enqueue(text="x")
        type(remember.enqueue(text="y"))("0", "test-remember", "default").snapshot()


def test_listeners_hear_what_they_would_hear_of_a_worker() -> None:
    heard: list[str] = []

    class Ear(QueueEvents):
        def hear(self, event: Event) -> None:
            heard.append(event.kind.value)

    ear = Ear()
    listen(ear)
    with inline():
        remember.enqueue(text="x")
        with pytest.raises(ValueError, match="no luck"):
            fail.enqueue(text="x")
        with pytest.raises(PermanentFailure):
            give_up.enqueue()
    leave(ear)

    assert heard == [
        *("added", "active", "completed"),
        *("added", "active", "failed", "retrying"),
        *("added", "active", "failed", "dead"),
    ]
