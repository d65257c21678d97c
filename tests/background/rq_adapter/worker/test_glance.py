"""A worker in the flow does not look around before every job, but soon again, and whenever its first queue has none."""

import pytest
from redis import Redis

from background.rq_adapter.claims import Claim, Nothing
from background.rq_adapter.pause import pause
from background.rq_adapter.worker import glance
from background.rq_adapter.worker.desk import Desk
from tests.background.jobs import Note, remember
from tests.background.worker import desk_of


class Clock:
    """`time` as the glance sees it."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(glance, "time", clock)
    return clock


def in_flow(redis: Redis, *queues: str) -> Desk:
    """A desk that has just taken a job of its first queue; two more wait there."""
    remember.enqueue_many(Note(text=str(n)) for n in range(3))
    desk = desk_of(redis, *queues)
    assert isinstance(desk.take(), Claim)
    return desk


def test_a_pause_is_seen_a_hundredth_of_a_second_later_at_most(redis: Redis, clock: Clock) -> None:
    desk = in_flow(redis, "default")
    pause("default")

    clock.now += 0.009
    assert isinstance(desk.take(), Claim)
    clock.now += 0.002
    assert isinstance(desk.take(), Nothing)


def test_what_falls_due_is_seen_as_soon_as_the_line_is_empty(redis: Redis, clock: Clock) -> None:
    desk = in_flow(redis, "default")
    late = remember.enqueue(text="late")
    redis.lrem("rq:queue:default", 1, late.id)
    redis.zadd("rq:scheduled:default", {late.id: 1})

    taken = [desk.take() for _ in range(3)]

    assert [claim.job_id for claim in taken if isinstance(claim, Claim)][-1] == late.id


def test_jobs_of_another_queue_bring_no_flow(redis: Redis, clock: Clock) -> None:
    first, second = (remember.enqueue(text=text) for text in "xy")
    redis.lrem("rq:queue:default", 1, first.id)
    redis.zadd("rq:scheduled:email", {first.id: 1e12})
    desk = desk_of(redis, "email", "default")
    taken = desk.take()
    assert isinstance(taken, Claim)
    assert taken.job_id == second.id

    redis.zadd("rq:scheduled:email", {first.id: 1})
    remember.enqueue(text="z")

    overtaken = desk.take()
    assert isinstance(overtaken, Claim)
    assert overtaken.job_id == first.id
