"""A job that is moved or called off by the very transaction that makes it is never sent as it was made."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings
from redis import Redis
from redis.exceptions import ConnectionError as NoConnection

from background.constants import JobState
from background.jobs import batch, chain
from background.ledger.cancel import cancel
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.ledger.reschedule import reschedule
from background.models import JobRecord
from background.rq_adapter.line import Line
from tests.background import jobs
from tests.background.worker import run_all
from tests.no_redis import NOBODY

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.mark.parametrize("first", [None, 2 * DAY])
def test_it_is_sent_at_its_new_time(first: timedelta | None) -> None:
    with transaction.atomic():
        handle = jobs.remember.using(run_after=first).enqueue(text="x")
        due = reschedule(handle.id, DAY)

    run_all()
    assert jobs.ran == []
    assert (handle.snapshot().state, handle.snapshot().run_after) == (JobState.SCHEDULED, due)


def test_the_last_of_two_times_counts() -> None:
    with transaction.atomic():
        handle = jobs.remember.enqueue(text="x")
        reschedule(handle.id, 2 * DAY)
        due = reschedule(handle.id, DAY)

    assert handle.snapshot().run_after == due


def test_a_move_whose_savepoint_is_rolled_back_did_not_happen() -> None:
    with transaction.atomic():
        jobs.remember.enqueue(text="x")
        handle = jobs.remember.enqueue(text="y")
        with transaction.atomic():
            reschedule(handle.id, DAY)
            transaction.set_rollback(True)

    run_all()
    assert jobs.ran == ["x", "y"]


def test_those_that_are_made_with_it_are_sent_as_they_were() -> None:
    with transaction.atomic():
        _, moved, _ = jobs.remember.enqueue_many(jobs.Note(text=text) for text in "abc")
        reschedule(moved.id, DAY)

    run_all()
    assert jobs.ran == ["a", "c"]
    assert moved.snapshot().state is JobState.SCHEDULED


def test_a_job_that_is_called_off_in_it_does_not_run() -> None:
    with transaction.atomic():
        handle = jobs.remember.enqueue(text="x")
        cancel(handle.id)
    _much_later()

    assert jobs.ran == []
    assert JobRecord.objects.get().state == JobState.CANCELLED


def test_a_batch_that_is_called_off_in_it_does_not_run() -> None:
    with batch("import") as made:
        made.add_many(jobs.remember.prepared(text=text) for text in "ab")
        made.cancel()
    _much_later()

    assert jobs.ran == []
    assert made.progress().counts == {JobState.CANCELLED: 2}


def test_the_end_of_a_batch_that_is_called_off_in_it_is_told_once() -> None:
    with batch("import", on_finish=jobs.remember.prepared(text="finish")) as made:
        made.add(jobs.remember.prepared(text="a"))
        made.cancel()
    _much_later()

    assert jobs.ran == ["finish"]


def test_a_chain_that_is_called_off_in_it_does_not_run() -> None:
    with transaction.atomic():
        handles = chain(jobs.remember.prepared(text="a"), jobs.remember.prepared(text="b"))
        cancel(handles[0].id)
    _much_later()

    assert jobs.ran == []
    assert set(JobRecord.objects.values_list("state", flat=True)) == {JobState.CANCELLED}


def test_a_job_that_is_called_off_in_it_while_redis_is_away_does_not_run_later(settings: Settings) -> None:
    with transaction.atomic():
        handle = jobs.remember.enqueue(text="x")
        cancel(handle.id)
        former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    settings.RQ_QUEUES = former
    _much_later()

    assert jobs.ran == []
    assert JobRecord.objects.get().state == JobState.CANCELLED


@pytest.mark.parametrize("act", [cancel, lambda job_id: reschedule(job_id, DAY)])
def test_one_fault_at_the_commit_lets_nothing_go_as_it_was_made(act: Callable[[str], object], monkeypatch: pytest.MonkeyPatch) -> None:
    asks, faults = Line._ask, iter([NoConnection("once")])

    def ask(self: Line, *words: str | bytes | float) -> object:
        if fault := next(faults, None):
            raise fault
        return asks(self, *words)

    with transaction.atomic():
        handle = jobs.remember.enqueue(text="x")
        act(handle.id)
        monkeypatch.setattr(Line, "_ask", ask)

    run_all()
    assert jobs.ran == []
    assert JobRecord.objects.get().state in (JobState.CANCELLED, JobState.PENDING)


def test_a_unique_job_that_is_made_again_after_it_was_called_off_runs() -> None:
    with transaction.atomic():
        former = jobs.only_one.enqueue(text="x")
        cancel(former.id)
        handle = jobs.only_one.enqueue(text="x")

    run_all()
    assert handle != former
    assert (former.snapshot().state, handle.snapshot().state) == (JobState.CANCELLED, JobState.SUCCEEDED)


def test_a_job_that_is_called_off_by_what_is_rolled_back_never_was(redis: Redis) -> None:
    with transaction.atomic():
        handle = jobs.remember.enqueue(text="x")
        cancel(handle.id)
        transaction.set_rollback(True)

    assert not redis.exists(f"rq:job:{handle.id}")


def test_a_job_that_is_called_off_by_a_savepoint_that_is_rolled_back_runs() -> None:
    with transaction.atomic():
        handle = jobs.remember.enqueue(text="x")
        with transaction.atomic():
            cancel(handle.id)
            transaction.set_rollback(True)

    run_all()
    assert jobs.ran == ["x"]


def _much_later() -> None:
    """Whoever is patient no more has sent what is open, and all that happened is noted."""
    for _ in range(2):
        Recorder().catch_up()
        JobRecord.objects.update(created_at=timezone.now() - DAY)
        relay()
        run_all()
    Recorder().catch_up()
