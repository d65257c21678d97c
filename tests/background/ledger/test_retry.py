"""A job that Redis has forgotten starts afresh from what the ledger remembers, or says why it cannot."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from background.constants import JobState
from background.engine.handle import Handle
from background.engine.job import Job
from background.engine.push import push
from background.engine.secret import Secret
from background.engine.unique import Unique
from background.jobs import batch
from background.ledger.cancel import cancel
from background.ledger.forget_secrets import SecretsOfTheEnded
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.ledger.replay import replay
from background.ledger.retry import retry
from background.models import JobBatch, JobRecord
from background.rq_adapter.cancel import Cancellation
from background.service import BackgroundTasksService
from tests.background.api.conftest import client_of, person
from tests.background.family import ill, work_piece
from tests.background.jobs import Note, blurt, give_up, perishable, queue, ran, remember
from tests.background.ledger.test_memory import mend
from tests.background.worker import run_all
from tests.no_redis import NOBODY

pytestmark = pytest.mark.django_db(transaction=True)


@queue.job("test-only-one-fails", Note, unique=Unique(), max_attempts=1)
def only_one_fails(job: Job[Note]) -> None:
    raise ValueError("no")


@pytest.fixture
def operator() -> APIClient:
    return client_of(person("operator", "view_jobs", "operate_jobs"))


def retried(operator: APIClient, job_id: str) -> tuple[int, str]:
    """Status, and the state or the code."""
    answer = operator.post(f"/api/v1/jobs/{job_id}/retry/")
    told = answer.json()
    return answer.status_code, told["code"] if "code" in told else told["state"]


def ended_and_forgotten(handle: Handle[Any], redis: Redis) -> str:
    run_all()
    Recorder().catch_up()
    redis.flushall()
    return handle.id


def row_of(job_id: str) -> JobRecord:
    Recorder().catch_up()
    return JobRecord.objects.get(id=job_id)


def test_a_dead_job_that_redis_forgot_starts_afresh(operator: APIClient, redis: Redis) -> None:
    job_id = ended_and_forgotten(give_up.using(priority=7, tags=["x"]).enqueue(text="this"), redis)
    ran.clear()

    assert retried(operator, job_id) == (202, "queued")

    row = row_of(job_id)
    assert (row.state, row.attempts, row.error_code, row.finished_at) == (JobState.QUEUED, 0, "", None)
    assert redis.zcard("rq:prioritised:default") == 1
    run_all()
    assert ran == ["this"]
    assert (row_of(job_id).state, row_of(job_id).attempts) == (JobState.DEAD, 1)


def test_a_replay_goes_by_the_ledger_where_redis_has_lost_the_letter(redis: Redis) -> None:
    job_id = ended_and_forgotten(give_up.enqueue(text="this"), redis)
    ran.clear()

    BackgroundTasksService().replay(job_id)

    run_all()
    assert ran == ["this"]


def test_what_did_not_die_is_not_replayed(redis: Redis) -> None:
    job_id = ended_and_forgotten(remember.enqueue(text="this"), redis)

    changes = replay([job_id, "nobody"])

    assert changes.changed == []
    assert set(changes.refused) == {job_id, "nobody"}


def test_one_that_succeeded_or_was_cancelled_does_so_too(operator: APIClient, redis: Redis) -> None:
    called_off = remember.enqueue(text="called off").id
    cancel(called_off)
    done = ended_and_forgotten(remember.enqueue(text="done"), redis)

    assert [retried(operator, job_id) for job_id in (called_off, done)] == [(202, "queued"), (202, "queued")]

    run_all()
    assert ran == ["done", "called off", "done"]


def test_what_is_left_of_its_former_end_goes(redis: Redis) -> None:
    job_id = give_up.enqueue(text="this").id
    run_all()
    Recorder().catch_up()
    redis.delete(f"rq:job:{job_id}")

    changes = retry("default", [job_id])

    assert changes.changed == [job_id]
    assert not redis.exists("rq:failed:default", "rq:dead_letters")


def test_its_times_count_anew(redis: Redis) -> None:
    job_id = ended_and_forgotten(perishable.enqueue(text="x"), redis)
    row = JobRecord.objects.get()
    row.envelope = row.envelope.replace(f"{timezone.now():%Y}-", "2020-")
    row.save()

    retry("default", [job_id])

    run_all()
    assert row_of(job_id).state == JobState.SUCCEEDED


def test_not_while_another_has_its_key(operator: APIClient, redis: Redis) -> None:
    job_id = ended_and_forgotten(only_one_fails.enqueue(text="x"), redis)
    other = only_one_fails.enqueue(text="x")

    assert retried(operator, job_id) == (409, "wrong_state")
    assert row_of(job_id).state == JobState.DEAD
    cancel(other.id)
    assert retried(operator, job_id) == (202, "queued")
    assert only_one_fails.enqueue(text="x").id == job_id


def test_asterisks_that_somebody_wrote_are_no_lost_secret(operator: APIClient, redis: Redis) -> None:
    job_id = ended_and_forgotten(remember.enqueue(text="********"), redis)

    assert retried(operator, job_id)[0] == 202


def test_one_that_starts_afresh_meanwhile_keeps_its_secrets(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = ended_and_forgotten(blurt.enqueue(pin=Secret("042137")), redis)

    def unknown_and_revived(_: list[str]) -> set[str]:
        JobRecord.objects.update(state=JobState.PENDING)
        return set()

    monkeypatch.setattr("background.ledger.forget_secrets.kept_of", unknown_and_revived)

    assert SecretsOfTheEnded().forget() == 0
    assert row_of(job_id).has_secrets


def test_one_without_its_secrets_says_so(operator: APIClient, redis: Redis) -> None:
    job_id = ended_and_forgotten(blurt.enqueue(pin=Secret("042137")), redis)
    SecretsOfTheEnded().forget()

    answer = operator.post(f"/api/v1/jobs/{job_id}/retry/")

    assert (answer.status_code, answer.json()["code"]) == (409, "secrets_erased")
    assert "its secrets were erased" in answer.json()["detail"]
    assert row_of(job_id).state == JobState.DEAD


def test_one_that_still_has_its_secrets_uses_them(operator: APIClient, redis: Redis) -> None:
    job_id = ended_and_forgotten(blurt.enqueue(pin=Secret("042137")), redis)

    assert retried(operator, job_id) == (202, "queued")


def test_one_that_was_about_somebody_who_is_forgotten_says_so(operator: APIClient, redis: Redis) -> None:
    job_id = remember.using(subjects=[("user", 7)]).enqueue(text="x").id
    run_all()
    call_command("jobs_forget", "user", "7", stdout=StringIO())

    answer = operator.post(f"/api/v1/jobs/{job_id}/retry/")

    assert (answer.status_code, answer.json()["code"]) == (409, "personal_data_erased")
    assert "its data was erased" in answer.json()["detail"]


def test_its_batch_opens_again(redis: Redis) -> None:
    ill.add("a")
    with batch("import") as made:
        handle = made.add(work_piece.prepared(name="a"))
    job_id = ended_and_forgotten(handle, redis)
    assert JobBatch.objects.get().finished_at is not None
    ill.clear()

    retry("default", [job_id])
    Recorder().catch_up()

    assert JobBatch.objects.get().finished_at is None
    run_all()
    Recorder().catch_up()
    assert made.progress().counts == {JobState.SUCCEEDED: 1}


def test_one_that_waits_for_redis_is_left_to_the_relay(settings: Settings) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    job_id = remember.enqueue(text="x").id
    settings.RQ_QUEUES = former

    assert retry("default", [job_id]).refused == {job_id: "pending"}


def test_one_that_waits_for_redis_can_be_cancelled(settings: Settings) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    job_id = remember.enqueue(text="x").id
    settings.RQ_QUEUES = former

    assert cancel(job_id, reason="too late") is Cancellation.CANCELLED

    Recorder().catch_up()
    JobRecord.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert relay() == 0
    assert (row_of(job_id).state, row_of(job_id).note) == (JobState.CANCELLED, "too late")


def test_one_that_is_cancelled_while_the_relay_sends_it_does_not_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    job_id = remember.enqueue(text="x").id
    settings.RQ_QUEUES = former
    JobRecord.objects.update(created_at=timezone.now() - timedelta(minutes=1))

    def cancel_and_push(*args: Any, **options: Any) -> object:
        assert cancel(job_id, reason="too late") is Cancellation.CANCELLED
        return push(*args, **options)

    monkeypatch.setattr("background.ledger.relay.push", cancel_and_push)
    relay()

    assert not run_all()
    Recorder().catch_up()
    assert (row_of(job_id).state, row_of(job_id).note) == (JobState.CANCELLED, "too late")


def test_one_that_redis_refuses_meanwhile_is_cancelled_too_late(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    job_id = remember.enqueue(text="x").id
    settings.RQ_QUEUES = former
    monkeypatch.setattr("background.ledger.cancel.restore", lambda lost: None)  # as for one whose key another job has

    assert cancel(job_id, reason="x") is Cancellation.TOO_LATE


def test_one_that_is_cancelled_in_the_transaction_that_makes_it_does_not_run() -> None:
    with transaction.atomic():
        job_id = remember.enqueue(text="x").id
        assert cancel(job_id, reason="changed my mind") is Cancellation.CANCELLED

    assert not run_all()
    assert BackgroundTasksService().get_job_status(job_id).state is JobState.CANCELLED


def test_one_that_redis_lost_is_cancelled_and_stays_so(redis: Redis) -> None:
    job_id = remember.enqueue(text="x").id
    Recorder().catch_up()
    redis.flushall()

    assert cancel(job_id) is Cancellation.CANCELLED

    Recorder().catch_up()
    assert mend() == 0
    assert not run_all()


def test_it_is_too_late_to_cancel_one_that_ended_long_ago(operator: APIClient, redis: Redis) -> None:
    job_id = ended_and_forgotten(remember.enqueue(text="x"), redis)

    answer = operator.post(f"/api/v1/jobs/{job_id}/cancel/")

    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
