"""A job that has ended starts afresh."""

import pytest
from django.test import Client
from redis import Redis

from tests.background import jobs
from tests.background.admin.made import job_that_is
from tests.background.admin.places import DEFAULT, url
from tests.background.rq_adapter.lives import newer_once
from tests.background.worker import run_all


@pytest.mark.parametrize("name", ["requeue_job", "enqueue_job"])
def test_a_dead_job_starts_afresh(name: str, dead: str, operator: Client, redis: Redis) -> None:
    redis.delete("rq:bell:default")

    operator.post(url(name, DEFAULT, dead))

    assert redis.hexists("rq:dead_letters", dead) is False
    assert redis.zscore("rq:failed:default", dead) is None
    assert redis.zscore("rq:prioritised:default", dead) is not None
    assert redis.ttl(f"rq:job:{dead}") == -1
    assert redis.llen("rq:bell:default") == 1  # wakes one worker

    run_all()
    assert jobs.ran[0] == "attempt 1"


def test_a_job_that_waits_for_newer_code_is_offered_to_start_afresh(operator: Client, redis: Redis) -> None:
    job_id = newer_once.enqueue().id
    run_all()
    assert '<option value="requeue">' in operator.get(url("deferred_jobs", DEFAULT)).content.decode()
    assert 'value="Requeue"' in operator.get(url("job_detail", DEFAULT, job_id)).content.decode()

    operator.post(url("requeue_job", DEFAULT, job_id))

    assert redis.hget(f"rq:job:{job_id}", "status") == b"queued"
    assert (redis.zcard("rq:deferred:default"), redis.zcard("rq:parked:default")) == (0, 0)


def test_all_dead_jobs_start_afresh(dead: str, operator: Client, redis: Redis) -> None:
    redis.zadd("rq:failed:default", {"forgotten": 2e12})

    response = operator.post(url("requeue_all", DEFAULT), follow=True)

    assert redis.hget(f"rq:job:{dead}", "status") == b"queued"
    assert "1 job was requeued" in response.content.decode()
    assert "because missing: forgotten" in response.content.decode()


def test_ticked_dead_jobs_start_afresh(dead: str, operator: Client) -> None:
    operator.post(url("actions", DEFAULT), {"action": "requeue", "job_ids": [dead]})

    run_all()

    assert jobs.ran[0] == "attempt 1"


def test_a_waiting_job_is_not_put_in_line_twice(operator: Client, redis: Redis) -> None:
    job_id = jobs.remember.enqueue(text="once").id

    response = operator.post(url("requeue_job", DEFAULT, job_id), follow=True)

    assert "because queued" in response.content.decode()
    assert redis.llen("rq:queue:default") == 1


def test_a_finished_job_can_run_once_more(operator: Client) -> None:
    job_id = job_that_is("finished")

    operator.post(url("requeue_job", DEFAULT, job_id))
    run_all()

    assert jobs.ran == ["finished", "finished"]
