"""Jobs outlive deploys: made by older or newer code, or under a former name, none is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from redis import Redis

from background.constants import JobState
from background.engine.handle import Handle
from background.engine.job import Job
from background.engine.job_type import JobType
from background.engine.registry import register
from background.engine.rules import Rules
from background.rq_adapter.cancel import Cancellation, cancel
from background.rq_adapter.connection import connection
from background.rq_adapter.dead_letters import letter_of
from background.rq_adapter.park import unpark
from background.rq_adapter.worker import worker as worker_module
from tests.background.jobs import Note, queue, remember
from tests.background.rq_adapter.worker.versions import FirstPayment, pay
from tests.background.worker import run_all, run_all_in_forks
from tests.processes import until

NEWEST = replace(pay, rules=replace(pay.rules, version=9))
OLDEST: JobType[..., FirstPayment, str] = replace(pay, payload=FirstPayment, make=FirstPayment, rules=Rules())  # type: ignore[assignment, arg-type]


@contextmanager
def deployed(job_type: JobType[..., Any, Any]) -> Iterator[None]:
    """This process knows the job as that code declares it."""
    register(job_type)
    try:
        yield
    finally:
        register(pay)


@queue.job("test-deploy", Note)
def deploy(job: Job[Note]) -> None:
    """Newer code comes while the worker runs, and the job lasts until the worker has let go of what was parked."""
    register(NEWEST)
    until(lambda: not connection().zcard("rq:parked:default"))


def parked() -> Handle[str]:
    handle = NEWEST.enqueue(cents=500)
    run_all()
    return handle


@pytest.mark.parametrize("run", [run_all, run_all_in_forks])
def test_a_job_of_newer_code_is_parked_and_not_failed(redis: Redis, run: Any) -> None:
    handle = NEWEST.enqueue(cents=500)
    behind = remember.enqueue(text="behind")

    run()

    job = handle.snapshot()
    assert (job.state, job.attempts) == (JobState.SCHEDULED, 0)
    assert job.note == "its payload is of version 9, and this code knows 2"
    assert redis.hlen("rq:dead_letters") == redis.zcard("rq:failed:default") == redis.zcard("rq:wip:default") == 0
    assert redis.zrange("rq:parked:default", 0, -1) == [handle.id.encode()]
    assert behind.snapshot().state is JobState.SUCCEEDED


def test_a_worker_with_that_code_takes_it_up(redis: Redis) -> None:
    handle = parked()

    with deployed(NEWEST):
        run_all()

    job = handle.snapshot()
    assert (job.state, job.result, job.note) == (JobState.SUCCEEDED, "500 EUR at attempt 1", "")
    assert redis.zcard("rq:parked:default") == redis.zcard("rq:deferred:default") == 0


def test_a_worker_with_that_code_takes_up_what_is_parked_while_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "SWEEP_EVERY", 0.05)
    handle = NEWEST.enqueue(cents=500)
    deploy.enqueue()

    with deployed(pay):
        run_all()

    assert handle.snapshot().state is JobState.SUCCEEDED


def test_a_worker_without_that_code_leaves_it_parked(redis: Redis) -> None:
    handle = parked()

    run_all()

    assert handle.snapshot().state is JobState.SCHEDULED
    assert redis.zcard("rq:parked:default") == 1


def test_however_many_are_parked_those_that_can_run_are_found(redis: Redis) -> None:
    for number in range(1500):
        redis.hset(f"rq:job:old-{number}", mapping={"status": "deferred", "description": "test-payment", "version": 99})
        redis.zadd("rq:parked:default", {f"old-{number}": number})
    handle = parked()

    with deployed(NEWEST):
        assert unpark(redis, ["default"]) == 1

    assert handle.snapshot().state is JobState.QUEUED
    assert redis.zcard("rq:parked:default") == 1500


def test_a_parked_job_can_be_called_off(redis: Redis) -> None:
    handle = parked()

    assert cancel(handle.id) is Cancellation.CANCELLED

    assert redis.zcard("rq:parked:default") == redis.zcard("rq:deferred:default") == 0
    assert handle.snapshot().state is JobState.CANCELLED


def test_a_job_under_its_former_name_runs() -> None:
    handle = replace(pay, name="test-charge").enqueue(cents=700)

    run_all()

    assert handle.snapshot().result == "700 EUR at attempt 1"


def test_the_data_of_an_older_version_are_upgraded() -> None:
    handle = OLDEST.enqueue(euros=5)

    run_all()

    assert handle.snapshot().result == "500 EUR at attempt 1"


def test_a_payload_that_lacks_a_new_field_opens_with_its_default(redis: Redis) -> None:
    handle = pay.enqueue(cents=1)
    redis.hset(f"rq:job:{handle.id}", "data", '["test-payment", null, [{"cents": 1}], {}]')

    run_all()

    assert handle.snapshot().result == "1 EUR at attempt 1"


def test_data_that_cannot_be_upgraded_are_a_dead_letter_that_says_so(redis: Redis) -> None:
    handle = OLDEST.enqueue(euros=5)
    redis.hset(f"rq:job:{handle.id}", "data", '["test-payment", null, [{"pounds": 1}], {}]')

    run_all()

    error = letter_of(handle.id)["error"]
    assert (error["reason"], error["message"]) == ("undecodable", "version 1 cannot be upgraded: KeyError: 'euros'")


def test_a_job_whose_name_nobody_knows_any_more_is_a_dead_letter() -> None:
    handle = replace(pay, name="test-removed").enqueue(cents=1)

    run_all()

    error = letter_of(handle.id)["error"]
    assert error["reason"] == "unknown_job"
    assert error["message"].startswith("no handler is registered for job 'test-removed'; known are ")
