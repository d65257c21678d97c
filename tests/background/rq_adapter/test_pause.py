"""A queue that rests gives out no job, and says who wanted that."""

import pytest
from redis import Redis

from background.exceptions import UnknownQueue
from background.rq_adapter.claims import Claim, Nothing
from background.rq_adapter.pause import pause, pauses, resume
from tests.background.jobs import ran, remember
from tests.background.worker import desk_of, next_of, run_all


def test_the_jobs_of_a_paused_queue_wait() -> None:
    remember.enqueue(text="x")

    pause("default")
    run_all()

    assert ran == []


def test_they_run_when_it_is_resumed() -> None:
    remember.enqueue(text="x")
    pause("default")

    assert resume("default")
    run_all()

    assert ran == ["x"]


def test_other_queues_go_on(redis: Redis) -> None:
    remember.enqueue(text="x")

    pause("email")

    assert isinstance(next_of(desk_of(redis, "email", "default")), Claim)


def test_a_delayed_job_of_a_paused_queue_waits_too(redis: Redis) -> None:
    handle = remember.enqueue(text="x")
    redis.lrem("rq:queue:default", 1, handle.id)
    redis.zadd("rq:scheduled:default", {handle.id: 1})

    pause("default")

    assert isinstance(next_of(desk_of(redis, "default")), Nothing)


def test_whoever_looks_sees_why_and_by_whom() -> None:
    pause("mail-queue", reason="the provider is down", author="ada@example.org")

    made = pauses()["email"]

    assert (made.reason, made.author) == ("the provider is down", "ada@example.org")
    assert made.since is not None


def test_resuming_what_does_not_rest_says_so() -> None:
    assert not resume("default")


def test_resuming_wakes_a_sleeping_worker(redis: Redis) -> None:
    pause("default")

    resume("default")

    assert redis.llen("rq:bell:default") == 1


def test_only_queues_that_exist_can_be_paused() -> None:
    with pytest.raises(UnknownQueue, match="there is no queue 'nope'"):
        pause("nope")


def test_what_a_stranger_wrote_still_pauses(redis: Redis) -> None:
    redis.hset("rq:paused", "default", b"\xff")
    remember.enqueue(text="x")

    run_all()

    assert ran == []
    assert pauses()["default"].reason == "unreadable"
