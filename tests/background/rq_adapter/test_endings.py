"""Every way in which an attempt can end, as Redis shows it afterwards."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from django_rq import get_queue
from redis import Redis

from background.constants import JobState
from background.engine.backoff import fixed
from background.engine.job import Job
from background.exceptions import JobNotFound, Snooze
from background.rq_adapter.cancel import Cancellation, cancel
from background.rq_adapter.claims import Claim
from background.rq_adapter.requeue import requeue
from background.rq_adapter.sweep import sweep
from tests.background.jobs import Note, give_up, queue, ran, remember
from tests.background.worker import desk_of, next_of, run_all


@queue.job("test-snooze", Note, max_attempts=1)
def snooze_twice(job: Job[Note]) -> str:
    ran.append(f"attempt {job.attempt}")
    if len(ran) < 3:
        raise Snooze(0, "not yet")
    return "done"


@queue.job("test-insomnia", Note, retry_for=timedelta(minutes=10))
def never_wake(job: Job[Note]) -> None:
    raise Snooze(0, "not yet")


@queue.job("test-discard", Note, discard_on=(LookupError,))
def discard(job: Job[Note]) -> None:
    raise LookupError("the user is gone")


@queue.job("test-short-patience", Note, max_attempts=50, backoff=fixed(timedelta(minutes=1)), retry_for=timedelta(seconds=59))
def short_patience(job: Job[Note]) -> None:
    raise ValueError("no")


def test_a_snoozed_job_comes_back_on_the_same_attempt(redis: Redis) -> None:
    handle = snooze_twice.enqueue()

    for _ in range(3):
        run_all()
        redis.zadd("rq:scheduled:default", {handle.id: 0}, xx=True)  # its time has come

    assert ran == ["attempt 1"] * 3
    assert handle.snapshot().state is JobState.SUCCEEDED
    assert handle.snapshot().attempts == 1


def test_a_job_that_asks_to_be_called_at_once_is_called_in_a_second(redis: Redis) -> None:
    began = time.time()
    handle = never_wake.enqueue()

    run_all()

    due = redis.zscore("rq:scheduled:default", handle.id)
    assert due
    assert began + 0.9 <= due <= time.time() + 1.1


def test_a_job_that_always_snoozes_ends_with_its_time_for_retries(redis: Redis) -> None:
    handle = never_wake.using(retry_for=timedelta(milliseconds=900)).enqueue()

    run_all()

    assert handle.snapshot().state is JobState.DEAD
    assert str(handle.snapshot().error) == "Snooze: not yet"


def test_a_job_that_has_become_pointless_leaves_no_letter(redis: Redis) -> None:
    handle = discard.enqueue()

    run_all()

    snapshot = handle.snapshot()
    assert snapshot.state is JobState.CANCELLED
    assert snapshot.note == "discarded: LookupError: the user is gone"
    assert redis.hlen("rq:dead_letters") == 0
    assert redis.zcard("rq:canceled:default") == 1


def test_a_job_whose_time_is_over_is_expired_and_not_run() -> None:
    handle = remember.using(expires_at=timezone.now() - timedelta(seconds=1)).enqueue(text="too late")

    run_all()

    assert ran == []
    assert handle.snapshot().state is JobState.EXPIRED
    assert "it was to begin before" in str(handle.snapshot().error)


def test_an_expired_job_runs_when_somebody_starts_it_afresh() -> None:
    handle = remember.using(expires_at=timezone.now() - timedelta(seconds=1)).enqueue(text="at last")
    run_all()

    requeue("default", [handle.id])
    run_all()

    assert ran == ["at last"]
    assert handle.snapshot().state is JobState.SUCCEEDED


def test_no_attempt_begins_after_the_time_for_retries() -> None:
    handle = short_patience.enqueue()

    run_all()

    assert handle.snapshot().state is JobState.DEAD
    assert handle.snapshot().attempts == 1


@pytest.mark.parametrize("options", [{}, {"priority": 5}, {"run_after": timedelta(hours=1)}])
def test_a_waiting_job_is_cancelled_at_once(redis: Redis, options: dict[str, object]) -> None:
    handle = remember.using(**options).enqueue(text="x")  # type: ignore[arg-type]  # one of several options

    assert cancel(handle.id, reason="nobody needs it") is Cancellation.CANCELLED

    run_all()
    assert ran == []
    assert (handle.snapshot().state, handle.snapshot().note) == (JobState.CANCELLED, "nobody needs it")
    assert redis.llen("rq:queue:default") + redis.zcard("rq:prioritised:default") + redis.zcard("rq:scheduled:default") == 0
    assert redis.ttl(f"rq:job:{handle.id}") > 0


def test_a_cancelled_job_can_be_started_afresh() -> None:
    handle = remember.enqueue(text="after all")
    cancel(handle.id)

    requeue("default", [handle.id])
    run_all()

    assert ran == ["after all"]


def test_a_job_that_has_ended_stays_as_it_ended() -> None:
    handle = give_up.enqueue()
    run_all()

    assert cancel(handle.id) is Cancellation.TOO_LATE
    assert handle.snapshot().state is JobState.DEAD


def test_cancelling_what_nobody_knows_says_so() -> None:
    with pytest.raises(JobNotFound, match="no job has the id 'nope'"):
        cancel("nope")


def test_a_running_job_is_asked_through_its_worker(redis: Redis) -> None:
    handle = remember.enqueue(text="x")
    next_of(desk_of(redis, "default"))

    assert cancel(handle.id) is Cancellation.ASKED

    assert redis.lrange("rq:post:worker-1", 0, -1) == [handle.id.encode()]


def test_a_job_that_was_cancelled_while_its_worker_died_does_not_run_again(redis: Redis) -> None:
    handle = remember.enqueue(text="x")
    claim = next_of(desk_of(redis, "default"))
    assert isinstance(claim, Claim)
    cancel(handle.id, reason="stop it")
    redis.zadd("rq:wip:default", {claim.entry: 1})

    sweep(redis, "sweeper", ["default"])
    run_all()

    assert ran == []
    assert handle.snapshot().state is JobState.CANCELLED


def test_a_job_that_was_cancelled_while_it_ran_is_not_tried_again(redis: Redis) -> None:
    handle = short_patience.using(retry_for=None).enqueue()
    desk = desk_of(redis, "default")
    claim = next_of(desk)
    assert isinstance(claim, Claim)
    cancel(handle.id, reason="stop it")

    desk.hand_back(claim)

    assert handle.snapshot().state is JobState.CANCELLED


def test_a_success_weighs_little_and_is_still_a_result_for_rq(redis: Redis) -> None:
    handle = remember.enqueue(text="hello")
    run_all()

    job = get_queue("default").fetch_job(handle.id)
    assert job
    result = job.latest_result()
    assert result
    assert result.type.name == "SUCCESSFUL"
    assert result.return_value == "hello"
    assert not redis.exists(f"rq:results:{handle.id}")
    assert redis.memory_usage(f"rq:job:{handle.id}") < 1_500
