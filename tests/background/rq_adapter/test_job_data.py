"""A running job's data is changed by whoever has the job, in the shape in which it was written."""

import json
from datetime import timedelta
from typing import Any

import pytest
from redis import Redis

from background.constants import JobState
from background.engine.backoff import fixed
from background.engine.job import Job
from background.exceptions import LeaseLost, QueueUnavailable
from background.rq_adapter import job_data
from background.rq_adapter.claims import Claim
from background.rq_adapter.job import RegisteredJob
from background.rq_adapter.requeue import requeue
from tests.background import saying
from tests.background.saying import Talk, job_of, queue
from tests.background.worker import desk_of, next_of, run_all


@pytest.fixture
def claim(redis: Redis) -> Claim:
    saying.talk.using(owner="7").enqueue(text="x")
    claim = next_of(desk_of(redis, "default"))
    assert isinstance(claim, Claim)
    return claim


def test_the_next_attempt_the_snapshot_and_rq_see_it(redis: Redis) -> None:
    handle = saying.move_on.enqueue()

    run_all()

    job = handle.snapshot()
    assert (job.result, job.attempts) == (3, 3)
    assert isinstance(job.data, dict)
    assert job.data["number"] == 3
    assert RegisteredJob.fetch(handle.id, connection=redis).args[0]["number"] == 3


def test_the_data_alone_changes(redis: Redis, claim: Claim) -> None:
    before = redis.hgetall(f"rq:job:{claim.job_id}")

    job_of(claim).update_data(text="y")

    after = redis.hgetall(f"rq:job:{claim.job_id}")
    assert {name for name in after if after[name] != before.get(name)} == {b"data"}
    assert json.loads(after[b"data"])[0] == "test-talk"
    assert json.loads(after[b"data"])[2][0]["text"] == "y"


def test_whoever_lost_the_lease_changes_nothing(redis: Redis, claim: Claim) -> None:
    job = job_of(claim)
    redis.hset(f"rq:job:{claim.job_id}", "execution", "somebody-else")
    before = redis.hgetall(f"rq:job:{claim.job_id}")

    with pytest.raises(LeaseLost, match=claim.job_id):
        job.update_data(text="y")

    assert redis.hgetall(f"rq:job:{claim.job_id}") == before
    assert job.data.text == "x"


@queue.job("test-give-up-later", Talk, max_attempts=1)
def give_up_later(job: Job[Talk]) -> None:
    job.update_data(text="as far as this")
    raise ValueError("no further")


def test_a_dead_letter_shows_the_newest_data(redis: Redis) -> None:
    handle = give_up_later.enqueue(text="first")

    run_all()

    letter = json.loads(redis.hget("rq:dead_letters", handle.id))
    assert letter["originalJob"]["data"]["text"] == "as far as this"
    assert handle.snapshot().state is JobState.DEAD


def test_a_dead_letter_is_written_although_the_newest_data_cannot_be_asked_for(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_data, "connection", lambda: Redis(port=1))

    assert job_data.newest(claim.run) == claim.run
    with pytest.raises(QueueUnavailable):
        job_of(claim).update_data(text="y")


def test_a_replay_begins_with_what_the_job_had_come_to() -> None:
    handle = saying.move_on.enqueue(number=1)
    run_all()

    requeue("default", [handle.id])
    run_all()

    assert handle.snapshot().result == 4


def ten_times(version: int, old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "number": old["number"] * 10}


@queue.job("test-upgraded", Talk, version=3, upgrade=ten_times, backoff=fixed(timedelta()))
def upgraded(job: Job[Talk]) -> int:
    job.update_data(text="seen")
    if job.attempt == 1:
        raise ValueError("again")
    return job.data.number


def test_data_that_was_upgraded_is_not_upgraded_again(redis: Redis) -> None:
    handle = upgraded.enqueue(number=1)
    meta = json.loads(redis.hget(f"rq:job:{handle.id}", "meta"))
    redis.hset(f"rq:job:{handle.id}", mapping={"meta": json.dumps({**meta, "version": 2}), "version": 2})

    run_all()

    assert handle.snapshot().result == 10
    assert redis.hget(f"rq:job:{handle.id}", "version") == b"3"
