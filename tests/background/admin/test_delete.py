"""Nothing is left of a deleted job but a tombstone, until its end is noted; and a job that runs is not deleted."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from redis import Redis

from background.rq_adapter.claims import Claim
from tests.background import jobs
from tests.background.admin.made import job_that_is
from tests.background.admin.places import DEFAULT, url
from tests.background.worker import desk_of, next_of

EVERYWHERE = ["rq:queue:default", "rq:prioritised:default", "rq:scheduled:default", "rq:failed:default", "rq:finished:default"]

TOMBSTONE = {b"deleted", b"origin", b"description", b"attempts", b"status", b"note", b"ended_at"}


@pytest.mark.parametrize("status", ["queued", "prioritised", "scheduled", "finished", "failed"])
def test_nothing_but_a_tombstone_is_left_of_a_deleted_job(status: str, operator: Client, redis: Redis) -> None:
    job_id = job_that_is(status)

    operator.post(url("delete_job", DEFAULT, job_id))

    left = [key for key in redis.scan_iter() if job_id.encode() in key]
    assert left == [f"rq:job:{job_id}".encode()]
    assert set(redis.hkeys(left[0])) <= TOMBSTONE
    assert not any(job_id.encode() in _members(redis, key) for key in EVERYWHERE)
    assert not redis.hexists("rq:dead_letters", job_id)


def test_a_job_that_runs_is_not_deleted(operator: Client, redis: Redis) -> None:
    job_id = jobs.remember.enqueue(text="busy").id
    assert isinstance(next_of(desk_of(redis, "default")), Claim)

    response = operator.post(url("delete_job", DEFAULT, job_id), follow=True)

    assert "because started" in response.content.decode()
    assert redis.hget(f"rq:job:{job_id}", "status") == b"started"
    assert not LogEntry.objects.exists()


def test_an_emptied_queue_keeps_what_is_not_waiting(operator: Client, redis: Redis) -> None:
    waiting = [job_that_is("queued"), job_that_is("prioritised")]
    scheduled = job_that_is("scheduled")

    operator.post(url("clear", DEFAULT))

    assert [redis.hget(f"rq:job:{job_id}", "deleted") for job_id in waiting] == [b"1", b"1"]
    assert redis.exists("rq:queue:default", "rq:prioritised:default") == 0
    assert redis.hget(f"rq:job:{scheduled}", "status") == b"scheduled"


def test_the_dead_are_cleared(dead: str, operator: Client, redis: Redis) -> None:
    operator.post(url("delete_failed_jobs", DEFAULT))

    assert redis.hexists(f"rq:job:{dead}", "deleted")
    assert not redis.exists("rq:failed:default", "rq:dead_letters")


def test_ticked_jobs_are_confirmed_and_deleted(operator: Client, redis: Redis) -> None:
    first, second, spared = (job_that_is("queued") for _ in range(3))

    asked = operator.post(url("confirm_action", DEFAULT), {"action": "delete", "_selected_action": [first, second]})
    operator.post(url("actions", DEFAULT), {"action": "delete", "job_ids": [first, second]})

    assert first in asked.content.decode()
    assert spared not in asked.content.decode()
    assert redis.lrange("rq:queue:default", 0, -1) == [spared.encode()]


def _members(redis: Redis, key: str) -> list[bytes]:
    return list(redis.lrange(key, 0, -1) if redis.type(key) == b"list" else redis.zrange(key, 0, -1))
