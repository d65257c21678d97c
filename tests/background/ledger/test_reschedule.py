"""A job that waits for its time can be moved, wherever it is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import User
from background.constants import JobState
from background.engine.handle import Handle
from background.engine.push import push
from background.exceptions import JobNotFound, NotWaiting, OptionInvalid
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.models import JobRecord
from background.queues.email.queue import EmailQueue
from background.rq_adapter.connection import connection
from background.service import BackgroundTasksService
from tests.background import jobs
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
move: Callable[[str, datetime | timedelta], datetime] = BackgroundTasksService().reschedule


def waiting(owner: object = "") -> Handle[object]:
    return jobs.remember.using(run_after=DAY, owner=str(owner)).enqueue(text="later")


def test_a_job_that_is_moved_to_now_runs_now() -> None:
    handle = waiting()
    run_all()
    assert jobs.ran == []

    move(handle.id, timedelta())
    run_all()

    assert handle.snapshot().state is JobState.SUCCEEDED


def test_a_job_that_is_moved_waits_until_then_and_says_so() -> None:
    handle, later = waiting(), timezone.now() + 3 * DAY

    due = move(handle.id, later)
    Recorder().catch_up()

    assert due == later
    assert (handle.snapshot().state, handle.snapshot().run_after) == (JobState.SCHEDULED, later)
    assert JobRecord.objects.get(pk=handle.id).run_after == later
    assert connection().zscore("rq:scheduled:default", handle.id) == pytest.approx(later.timestamp(), abs=0.001)


def test_a_job_that_redis_does_not_know_yet_is_sent_at_its_new_time(redis: Redis) -> None:
    handle = waiting()
    redis.flushall()
    assert JobRecord.objects.get(pk=handle.id).state == JobState.PENDING

    later = move(handle.id, 2 * DAY)
    relay()

    assert handle.snapshot().run_after == later


def test_a_job_that_is_moved_while_the_relay_sends_it_is_sent_at_its_new_time(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    handle = jobs.remember.enqueue(text="now")
    redis.flushall()
    JobRecord.objects.update(created_at=timezone.now() - DAY)

    def move_and_push(*args: Any, **options: Any) -> object:
        move(handle.id, DAY)
        return push(*args, **options)

    monkeypatch.setattr("background.ledger.relay.push", move_and_push)
    relay()
    run_all()

    assert jobs.ran == []
    assert handle.snapshot().state is JobState.SCHEDULED


def test_a_job_that_waits_for_its_turn_or_has_ended_stays() -> None:
    done, dead = jobs.remember.enqueue(text="x"), jobs.fail.enqueue(text="x")
    run_all()
    queued = jobs.remember.enqueue(text="x")

    for handle, state in ((done, "succeeded"), (dead, "dead"), (queued, "queued")):
        with pytest.raises(NotWaiting, match=f"is {state}; only a job that waits for its time"):
            move(handle.id, DAY)

    assert [handle.snapshot().state for handle in (done, dead, queued)] == [JobState.SUCCEEDED, JobState.DEAD, JobState.QUEUED]


def test_a_job_that_nobody_knows_cannot_be_moved() -> None:
    with pytest.raises(JobNotFound):
        move("0196f000-0000-7000-8000-000000000000", DAY)


def test_a_time_needs_its_zone() -> None:
    handle = waiting()

    with pytest.raises(OptionInvalid, match="without a time zone"):
        move(handle.id, datetime(2030, 1, 1))  # noqa: DTZ001  # that is what is tried


def test_a_reminder_is_moved_and_called_off_by_its_owner_over_http() -> None:
    ada = User.objects.create_user("ada@example.org", "a good password", name="Ada")
    reminder = EmailQueue(owner=ada.pk).add_reminder_email_job(email=ada.email, customer_name="Ada", subject="Renew", message="Now.")
    client = APIClient()
    client.force_authenticate(ada)
    begins = timezone.now() + DAY
    assert reminder.snapshot().run_after == pytest.approx(begins, abs=timedelta(minutes=5))

    moved = client.post(f"/api/v1/jobs/{reminder.id}/reschedule/", {"delay_seconds": 3600})
    called_off = client.post(f"/api/v1/jobs/{reminder.id}/cancel/", {})
    too_late = client.post(f"/api/v1/jobs/{reminder.id}/reschedule/", {"delay_seconds": 3600})

    assert moved.status_code == called_off.status_code == 202
    assert datetime.fromisoformat(moved.json()["run_after"]) < begins - timedelta(hours=22)
    assert (too_late.status_code, too_late.json()["code"]) == (409, "wrong_state")


@pytest.mark.parametrize("body", [{}, {"delay_seconds": -1}, {"delay_seconds": 1, "run_after": "2030-01-01T00:00Z"}, {"run_after": "soon"}])
def test_a_time_that_is_none_is_refused(body: dict[str, object]) -> None:
    ada = User.objects.create_user("ada@example.org", "a good password", name="Ada")
    handle, client = waiting(owner=ada.pk), APIClient()
    client.force_authenticate(ada)

    assert client.post(f"/api/v1/jobs/{handle.id}/reschedule/", body).status_code == 400


def test_nobody_moves_what_is_somebody_elses() -> None:
    handle, client = waiting(owner="somebody"), APIClient()
    client.force_authenticate(User.objects.create_user("eve@example.org", "a good password", name="Eve"))

    assert client.post(f"/api/v1/jobs/{handle.id}/reschedule/", {"delay_seconds": 1}).status_code == 404
