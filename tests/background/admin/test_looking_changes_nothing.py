"""Opening a page leaves Redis as it was."""

from django.test import Client
from redis import Redis

from tests.background import jobs
from tests.background.admin.places import JOB_PAGES, PAGES, everything, place


def test_a_page_changes_nothing(viewer: Client, redis: Redis) -> None:
    job_id = jobs.remember.enqueue(text="waiting").id
    _plant_what_rq_would_clean_up(redis)
    before = everything(redis)

    for name in PAGES + JOB_PAGES:
        viewer.get(place(name, job_id))

    assert everything(redis) == before


def _plant_what_rq_would_clean_up(redis: Redis) -> None:
    redis.zadd("rq:failed:default", {"forgotten": 1})
    redis.zadd("rq:finished:default", {"forgotten": 1})
    redis.zadd("rq:deferred:default", {"forgotten": 1})
    redis.zadd("rq:scheduled:default", {"forgotten": 1})
    redis.zadd("rq:wip:default", {"forgotten:execution": 1})
    redis.zadd("rq:scheduler:scheduled_jobs", {"forgotten": 1})
    redis.sadd("rq:workers:default", "rq:worker:dead")
    redis.sadd("rq:workers", "rq:worker:dead")
    redis.lpush("rq:queue:default", "forgotten")
