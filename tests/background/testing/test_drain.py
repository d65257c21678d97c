"""Draining plays every attempt of every job, and stops where there is no end."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from background.queues.email.queue import EmailQueue
from background.testing import Drained, EndlessJobs, drain, inline, recording
from tests.background.jobs import fail, give_up, ran, remember
from tests.background.testing.jobs import family, forever, third_time

pytestmark = pytest.mark.django_db


def test_every_attempt_is_played_and_counted() -> None:
    with recording():
        handle = third_time.enqueue()
        lost = fail.enqueue(text="x")
        give_up.enqueue()

        assert drain() == Drained(succeeded=1, retried=4, dead=2)

        assert (handle.snapshot().result, handle.snapshot().attempts) == (3, 3)
        error = lost.snapshot().error
    assert error is not None
    assert error.message == "no luck with x"


def test_jobs_that_jobs_enqueue_are_run_too() -> None:
    with recording():
        family.enqueue()

        assert drain() == Drained(succeeded=2)

    assert ran == ["parent", "child"]


def test_what_is_drained_is_not_drained_again() -> None:
    with recording() as jobs:
        remember.enqueue(text="x")

        assert drain() == Drained(succeeded=1)
        assert drain() == Drained()

        jobs.assert_enqueued(remember, count=1)


def test_the_order_is_a_workers() -> None:
    with recording():
        remember.using(run_after=timedelta(hours=1), priority=100).enqueue(text="later")
        remember.using(priority=-1).enqueue(text="last")
        remember.enqueue(text="second")
        remember.using(priority=1).enqueue(text="first")

        drain()

    assert ran == ["first", "second", "last", "later"]


def test_one_queue_can_be_drained_alone() -> None:
    with recording() as jobs:
        remember.enqueue(text="x")
        EmailQueue().add_welcome_email_job(email="ada@example.org", customer_name="Ada")

        assert jobs.drain("email") == Drained(succeeded=1)

    assert ran == []
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


def test_a_job_without_end_is_named() -> None:
    with recording(), pytest.raises(EndlessJobs, match=r"7 runs, 7 of them of 'test-forever'"):
        forever.enqueue()
        drain(most_runs=7)


def test_as_many_runs_as_are_allowed_are_no_fault() -> None:
    with recording():
        third_time.enqueue()

        assert drain(most_runs=3) == Drained(succeeded=1, retried=2)


def test_inline_takes_over_within_its_block() -> None:
    with recording() as jobs:
        with inline(), transaction.atomic():
            remember.enqueue(text="x")

        jobs.assert_nothing_enqueued()
    assert ran == ["x"]
