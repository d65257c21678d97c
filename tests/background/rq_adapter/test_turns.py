"""Now and then it is the turn of whoever has waited longest, so that no priority starves."""

from datetime import timedelta
from typing import Any

import pytest
from redis import Redis

from background.engine.declare import JobQueue, queues
from background.engine.job import Job
from background.engine.limits import Concurrency
from background.exceptions import OptionInvalid
from background.rq_adapter.claims import Claim
from background.rq_adapter.worker.desk import Desk
from tests.background.jobs import Note, queue, remember
from tests.background.worker import desk_of, next_of


@queue.job("test-by-itself", Note, concurrency=Concurrency(1))
def by_itself(job: Job[Note]) -> None: ...


@pytest.fixture
def desk(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Of a queue in which it is every third time the turn of the oldest job."""
    monkeypatch.setitem(queues, "default", JobQueue("default", oldest_every=3))
    return desk_of(redis, "default")


def taken(desk: Desk, number: int) -> list[str]:
    claims = [next_of(desk) for _ in range(number)]
    return [claim.job_id for claim in claims if isinstance(claim, Claim)]


def wait_in_line(priority: int, number: int = 1) -> list[str]:
    return [remember.using(priority=priority).enqueue(text="x").id for _ in range(number)]


def test_every_third_job_is_the_one_that_has_waited_longest_whatever_its_priority(desk: Desk) -> None:
    (low,), (plain,), urgent = wait_in_line(-7), wait_in_line(0), wait_in_line(10, 5)

    assert taken(desk, 8) == [*urgent[:2], low, *urgent[2:4], plain, urgent[4]]


def test_many_taken_together_have_the_same_turns(desk: Desk) -> None:
    (low,), urgent = wait_in_line(-7), wait_in_line(10, 5)

    claims = desk.take_many(6)

    assert isinstance(claims, list)
    assert [claim.job_id for claim in claims] == [*urgent[:2], low, *urgent[2:]]


def test_asking_an_empty_queue_is_nobodys_turn(desk: Desk) -> None:
    taken(desk, 2)
    (low,), urgent = wait_in_line(-7), wait_in_line(10, 3)

    assert taken(desk, 4) == [*urgent[:2], low, urgent[2]]


def test_a_job_that_a_limit_holds_back_has_not_had_the_turn(desk: Desk) -> None:
    running = by_itself.using(priority=20).enqueue(text="x").id
    by_itself.using(priority=20).enqueue(text="held")
    (low,), urgent = wait_in_line(-7), wait_in_line(10, 3)

    assert taken(desk, 5) == [running, urgent[0], low, *urgent[1:]]


def test_what_cannot_run_has_not_had_the_turn(desk: Desk, redis: Redis) -> None:
    redis.zadd("rq:prioritised:default", {"stray": -20e13})
    (low,), urgent = wait_in_line(-7), wait_in_line(10, 3)

    assert taken(desk, 4) == [*urgent[:2], low, urgent[2]]


def test_without_it_priorities_are_strict(redis: Redis) -> None:
    low, urgent = wait_in_line(-7), wait_in_line(10, 12)

    assert taken(desk_of(redis, "default"), 13) == [*urgent, *low]


def test_a_delayed_job_has_waited_since_it_was_due(desk: Desk, redis: Redis) -> None:
    delayed = remember.using(run_after=timedelta(hours=1)).enqueue(text="x").id
    (low,), urgent = wait_in_line(-7), wait_in_line(10, 4)
    redis.zadd("rq:scheduled:default", {delayed: 1})

    assert taken(desk, 6) == [*urgent[:2], low, *urgent[2:], delayed]


def test_an_id_without_a_job_is_put_aside_and_keeps_nobody_from_starting(desk: Desk, redis: Redis) -> None:
    urgent = wait_in_line(10, 3)
    redis.rpush("rq:queue:default", "stray")

    assert taken(desk, 3) == urgent
    assert redis.zrange("rq:quarantine", 0, -1) == [b"stray"]


@pytest.mark.parametrize("spoilt", ["soon", "-4", "nan", "1e400", "5000"])
def test_a_spoilt_counter_begins_anew(desk: Desk, redis: Redis, spoilt: str) -> None:
    redis.hset("rq:turns", "default", spoilt)
    wait_in_line(0, 4)

    taken(desk, 4)

    assert redis.hget("rq:turns", "default") in {b"0", b"1"}


def test_a_counter_of_another_kind_does_no_harm(desk: Desk, redis: Redis) -> None:
    redis.set("rq:turns", "spoilt")
    handles = wait_in_line(0, 4)

    assert sorted(taken(desk, 4)) == sorted(handles)


@pytest.mark.parametrize("score", ["-inf", "inf", -1e300, 1e300])
def test_a_score_of_no_priority_is_no_endless_search(desk: Desk, redis: Redis, score: Any) -> None:
    handles = wait_in_line(10, 4)
    redis.zadd("rq:prioritised:default", {"stray": score})

    assert sorted(taken(desk, 4)) == sorted(handles)


def test_a_line_of_another_kind_keeps_nobody_from_starting(desk: Desk, redis: Redis) -> None:
    redis.set("rq:prioritised:default", "spoilt")
    handles = wait_in_line(0, 4)

    assert sorted(taken(desk, 4)) == sorted(handles)


@pytest.mark.parametrize("every", [0, 1, -3, 1001, True, "3", 2.0])
def test_a_turn_that_is_none_is_refused(every: Any) -> None:
    with pytest.raises(OptionInvalid, match=r"oldest_every of queue 'default' is .*from 2 to 1,000"):
        JobQueue("default", oldest_every=every)
