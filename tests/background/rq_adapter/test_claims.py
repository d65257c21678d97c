"""Which job is next, and that it is never nobody's."""

from datetime import timedelta

import pytest
from django.utils import timezone
from redis import Redis

from background.rq_adapter.claims import Claim, Nothing
from background.rq_adapter.worker.desk import Desk
from tests.background.jobs import Note, remember
from tests.background.worker import desk_of, next_of


@pytest.fixture
def claims(redis: Redis) -> Desk:
    return desk_of(redis, "default", "email")


def taken(claims: Desk) -> list[str]:
    """The ids that are handed out, until there are none."""
    ids = []
    while isinstance(claim := next_of(claims), Claim):
        ids.append(claim.job_id)
    return ids


def test_larger_priorities_first_and_within_one_first_come_first_served(claims: Desk) -> None:
    made: dict[int, list[str]] = {100: [], 50: [], 1: [], 0: [], -1: [], -100: []}
    for _ in range(3):
        for priority in (0, -100, 100, 1, -1, 0, 50):
            made[priority].append(remember.using(priority=priority).enqueue(text="x").id)

    assert taken(claims) == [job_id for ids in made.values() for job_id in ids]


def test_the_first_queue_is_emptied_before_the_second(redis: Redis) -> None:
    handle = remember.enqueue(text="default")

    assert taken(desk_of(redis, "email")) == []
    assert taken(desk_of(redis, "email", "default")) == [handle.id]


def test_a_claimed_job_is_in_the_registry_with_a_lease(claims: Desk, redis: Redis) -> None:
    handle = remember.enqueue(text="x")

    claim = next_of(claims)

    assert isinstance(claim, Claim)
    assert redis.llen("rq:queue:default") == 0
    assert redis.hget(f"rq:job:{handle.id}", "status") == b"started"
    assert redis.zscore("rq:wip:default", claim.entry) > timezone.now().timestamp() + 10


def test_no_job_is_handed_out_twice(claims: Desk) -> None:
    handles = remember.enqueue_many(Note(text=str(n)) for n in range(50))

    assert taken(claims) == [handle.id for handle in handles]
    assert taken(claims) == []


def test_a_delayed_job_waits_and_the_claim_says_how_long(claims: Desk) -> None:
    remember.using(run_after=timedelta(seconds=30)).enqueue(text="later")

    nothing = next_of(claims)

    assert isinstance(nothing, Nothing)
    assert 28 < (nothing.seconds or 0) <= 30


def test_a_due_job_is_taken_without_any_scheduler(claims: Desk, redis: Redis) -> None:
    handle = remember.using(run_after=timedelta(seconds=30), priority=7).enqueue(text="later")
    redis.zadd("rq:scheduled:default", {handle.id: 1})

    assert taken(claims) == [handle.id]


def test_a_time_in_the_past_is_now(claims: Desk) -> None:
    handle = remember.using(run_after=timezone.now() - timedelta(hours=1)).enqueue(text="x")

    assert taken(claims) == [handle.id]


def test_an_id_without_a_job_is_put_into_quarantine(claims: Desk, redis: Redis) -> None:
    redis.rpush("rq:queue:default", "ghost")
    handle = remember.enqueue(text="behind it")

    assert taken(claims) == [handle.id]
    assert redis.zscore("rq:quarantine", "ghost")


@pytest.mark.parametrize("status", ["finished", "canceled", "failed"])
def test_a_job_that_has_ended_is_not_run_because_its_id_lies_about(claims: Desk, redis: Redis, status: str) -> None:
    handle = remember.enqueue(text="x")
    redis.hset(f"rq:job:{handle.id}", "status", status)

    assert taken(claims) == []


def test_suspended_workers_take_nothing(claims: Desk, redis: Redis) -> None:
    remember.enqueue(text="x")
    redis.set("rq:suspended", 1)

    assert taken(claims) == []
