"""RQ's queue shows everything that waits, in the order in which it will be taken."""

import django_rq
import pytest
from redis import Redis

from background.rq_adapter.claims import Claim
from background.rq_adapter.queue import Queue
from tests.background.jobs import remember
from tests.background.worker import desk_of, next_of

PRIORITIES = [0, 5, -5, 0, 100, -100, 5, 0]


@pytest.fixture
def queue() -> Queue:
    for priority in PRIORITIES:
        remember.using(priority=priority).enqueue(text=str(priority))
    queue = django_rq.get_queue("default")
    assert isinstance(queue, Queue)
    return queue


def test_everything_that_waits_is_counted(queue: Queue) -> None:
    assert queue.count == len(PRIORITIES)


def test_ids_come_in_the_order_of_the_claims(queue: Queue, redis: Redis) -> None:
    listed = queue.get_job_ids()

    claims = desk_of(redis, "default")
    taken = [claim.job_id for _ in PRIORITIES if isinstance(claim := next_of(claims), Claim)]

    assert listed == taken


@pytest.mark.parametrize("offset", range(9))
@pytest.mark.parametrize("length", [-1, *range(9)])
def test_a_page_is_a_slice_of_the_whole(queue: Queue, offset: int, length: int) -> None:
    whole = queue.get_job_ids()

    page = queue.get_job_ids(offset, length)

    assert page == (whole[offset:] if length < 0 else whole[offset : offset + length])


def test_a_job_is_removed_wherever_it_waits(queue: Queue) -> None:
    for job_id in queue.get_job_ids():
        queue.remove(job_id)

    assert queue.count == 0


def test_an_emptied_queue_keeps_no_job(queue: Queue, redis: Redis) -> None:
    assert queue.empty() == len(PRIORITIES)

    assert queue.count == 0
    assert [redis.hexists(key, "deleted") for key in redis.keys("rq:job:*")] == [True] * len(PRIORITIES)
