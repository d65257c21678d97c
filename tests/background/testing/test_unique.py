"""Unique jobs without Redis: the same answers, as far as no clock is needed."""

from datetime import timedelta

import pytest
from django.db import transaction

from background.constants import JobState
from background.engine.job import Job
from background.engine.unique import Policy, Unique, Until
from background.exceptions import JobNotUnique
from background.testing import drain, inline, recording
from tests.background.jobs import Note, queue, ran

pytestmark = pytest.mark.django_db


@queue.job("test-memory-existing", Note, unique=Unique(key=("text",)))
def existing(job: Job[Note]) -> None:
    ran.append(job.data.text)


@queue.job("test-memory-rejecting", Note, unique=Unique(key=("text",), policy=Policy.REJECT))
def rejecting(job: Job[Note]) -> None:
    ran.append(job.data.text)


@queue.job("test-memory-debounced", Note, unique=Unique(key=("text",), debounce=timedelta(hours=1)))
def debounced(job: Job[Note]) -> None:
    ran.append(",".join(job.data.tags))


@queue.job("test-memory-started", Note, unique=Unique(key=("text",), until=Until.STARTED))
def once_more(job: Job[Note]) -> None:
    ran.append(job.data.text)
    if len(ran) < 2:
        once_more.enqueue(text=job.data.text)


def test_there_is_one_until_it_is_done() -> None:
    with recording() as jobs:
        first, second = existing.enqueue(text="x"), existing.enqueue(text="x")
        drain()
        third = existing.enqueue(text="x")

    assert second == first != third
    assert len(jobs) == 2


def test_a_rejected_job_is_not_recorded() -> None:
    with recording() as jobs:
        rejecting.enqueue(text="x")
        with pytest.raises(JobNotUnique):
            rejecting.enqueue(text="x")

    assert len(jobs) == 1


def test_within_a_transaction_the_second_sees_the_first() -> None:
    with recording() as jobs:
        with transaction.atomic():
            first, second = existing.enqueue(text="x"), existing.enqueue(text="x")
        assert existing.enqueue(text="x") == first == second
        drain()
        with transaction.atomic():
            assert existing.enqueue(text="x") != first

    assert len(jobs) == 2


def test_the_last_takes_the_place_of_the_one_that_waits() -> None:
    with recording():
        first, last = (debounced.enqueue(text="x", tags=[tag]) for tag in ("1", "2"))
        drain()

        assert first.snapshot().state is JobState.CANCELLED
        assert last.snapshot().state is JobState.SUCCEEDED

    assert ran == ["2"]


def test_a_job_that_has_started_may_make_its_successor() -> None:
    with inline():
        once_more.enqueue(text="x")

    assert ran == ["x", "x"]
