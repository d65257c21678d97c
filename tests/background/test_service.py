"""Whoever uses the facade knows no queue's insides."""

import pytest

from background.constants import JobState
from background.exceptions import JobNotFound, UnknownQueue
from background.rq_adapter.cancel import Cancellation
from background.service import BackgroundTasksService
from tests.background.jobs import give_up, ran, remember
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)

service = BackgroundTasksService()


def test_a_job_is_called_off() -> None:
    handle = remember.enqueue(text="x")

    assert service.cancel(handle.id, "nobody needs it") is Cancellation.CANCELLED
    assert service.get_job_status(handle.id).state is JobState.CANCELLED


def test_a_dead_job_starts_afresh() -> None:
    handle = give_up.enqueue(text="x")
    run_all()

    service.replay(handle.id)

    assert service.get_job_status(handle.id).state is JobState.QUEUED


def test_what_is_not_dead_cannot_start_afresh() -> None:
    handle = remember.enqueue(text="x")

    with pytest.raises(JobNotFound, match="it has no dead letter"):
        service.replay(handle.id)


def test_a_queue_rests_and_goes_on() -> None:
    remember.enqueue(text="x")
    service.pause_queue("default", reason="upgrade")
    run_all()
    assert ran == []

    assert service.resume_queue("default")
    run_all()
    assert ran == ["x"]


def test_a_queue_that_is_none_cannot_rest() -> None:
    with pytest.raises(UnknownQueue, match="there is no queue 'nope'"):
        service.pause_queue("nope")
