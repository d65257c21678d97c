"""A job is sent when, and only when, the transaction that made it commits."""

import pytest
from django.db import transaction
from pytest_django import Settings
from redis import Redis

from background.constants import JobState
from background.engine.context import calling
from background.engine.produce import send
from background.exceptions import JobNotFound, PayloadInvalid, QueueUnavailable
from tests.background.jobs import Note, remember


class Regret(Exception):
    pass


def test_inside_a_transaction_there_is_a_handle_and_nothing_in_redis() -> None:
    with transaction.atomic():
        handle = remember.enqueue(text="x")

        assert handle.id
        with pytest.raises(JobNotFound):
            handle.snapshot()

    assert handle.snapshot().state is JobState.QUEUED


def test_rolled_back_is_never_run(redis: Redis) -> None:
    def make_and_regret() -> None:
        with transaction.atomic():
            remember.enqueue(text="x")
            remember.enqueue_many([Note(text="y")])
            remember.using(priority=3).enqueue(text="z")
            raise Regret

    with pytest.raises(Regret):
        make_and_regret()

    assert redis.keys("rq:*") == []


def test_a_savepoint_that_is_rolled_back_takes_its_jobs_along(redis: Redis) -> None:
    def make_and_regret() -> None:
        with transaction.atomic():
            remember.enqueue(text="regretted")
            raise Regret

    with transaction.atomic():
        kept = remember.enqueue(text="kept")
        with pytest.raises(Regret):
            make_and_regret()

    assert redis.lrange("rq:queue:default", 0, -1) == [kept.id.encode()]


def test_one_bad_payload_of_many_sends_none(redis: Redis) -> None:
    bad = Note(text=1)  # type: ignore[arg-type]  # the fault that is tested

    with pytest.raises(PayloadInvalid):
        remember.enqueue_many([Note(text="good"), bad])

    assert redis.keys("rq:*") == []


def test_an_id_is_accepted_once(redis: Redis) -> None:
    envelope = remember._envelope(Note(text="x"))

    send([envelope, envelope])
    send([envelope])

    assert redis.llen("rq:queue:default") == 1


def test_the_caller_travels_with_the_job() -> None:
    with calling(request_id="req-12345678", owner="7"):
        job = remember.enqueue(text="x").snapshot()

    assert (job.request_id, job.owner) == ("req-12345678", "7")


def test_a_redis_that_is_down_is_named_without_its_address(settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}

    with pytest.raises(QueueUnavailable, match=r"^Redis does not answer$"):
        remember.enqueue(text="x")
