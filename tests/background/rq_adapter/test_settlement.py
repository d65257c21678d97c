"""An attempt's end is recorded once, by whoever holds the lease, and RQ can read it."""

import json
import time
from datetime import timedelta

import pytest
from redis import Redis
from rq.job import JobStatus

from background.engine.outcome import Dead, Outcome, RetryIn, Succeeded
from background.interfaces import JobFault
from background.rq_adapter import scripts
from background.rq_adapter.claims import Claim
from background.rq_adapter.job import RegisteredJob
from background.rq_adapter.settlement import arguments, settlement_of
from tests.background.jobs import remember
from tests.background.worker import desk_of, next_of

FAULT = JobFault(code="ValueError", message="no luck", stack="Traceback\nValueError: no luck\n")


@pytest.fixture
def claim(redis: Redis) -> Claim:
    remember.using(owner="7").enqueue(text="hello")
    claim = next_of(desk_of(redis, "default"))
    assert isinstance(claim, Claim)
    return claim


def end(redis: Redis, claim: Claim, outcome: Outcome) -> bool:
    now = time.time()
    words = arguments(claim, settlement_of(claim.run, outcome), began=now - 1, ended=now)
    return bool(scripts.call(redis, "settle", "worker-1", *words))


def test_a_success_is_what_rq_calls_finished(redis: Redis, claim: Claim) -> None:
    assert end(redis, claim, Succeeded(b'{"n": 1}'))

    job = RegisteredJob.fetch(claim.job_id, connection=redis)
    assert job.get_status() == JobStatus.FINISHED
    assert job.return_value() == {"n": 1}
    assert 3590 <= redis.zscore("rq:finished:default", job.id) - time.time() <= 3600


def test_whoever_lost_the_lease_changes_nothing(redis: Redis, claim: Claim) -> None:
    redis.zrem("rq:wip:default", claim.entry)
    before = redis.hgetall(f"rq:job:{claim.job_id}")

    assert not end(redis, claim, Succeeded(b"1"))

    assert redis.hgetall(f"rq:job:{claim.job_id}") == before
    assert not redis.exists(f"rq:results:{claim.job_id}")


def test_settling_twice_counts_once(redis: Redis, claim: Claim) -> None:
    assert end(redis, claim, Succeeded(b"1"))

    assert not end(redis, claim, Dead("permanent", FAULT))
    assert redis.hget(f"rq:job:{claim.job_id}", "status") == b"finished"


def test_a_retry_waits_among_the_scheduled(redis: Redis, claim: Claim) -> None:
    assert end(redis, claim, RetryIn(60, FAULT))

    score = redis.zscore("rq:scheduled:default", claim.job_id)
    assert 55 < score - time.time() <= 60
    assert redis.hget(f"rq:job:{claim.job_id}", "status") == b"scheduled"


def test_a_retry_leaves_its_traceback_behind(redis: Redis, claim: Claim) -> None:
    end(redis, claim, RetryIn(60, FAULT))

    result = RegisteredJob.fetch(claim.job_id, connection=redis).latest_result()
    assert result is not None
    assert result.exc_string == FAULT.stack


def test_a_dead_job_leaves_one_letter_in_the_documents_shape(redis: Redis, claim: Claim) -> None:
    assert end(redis, claim, Dead("exhausted", FAULT))

    letters = redis.hgetall("rq:dead_letters")
    letter = json.loads(letters[claim.job_id.encode()])
    assert len(letters) == 1
    assert letter["originalJob"] == {"id": claim.job_id, "data": {"text": "hello", "tags": []}, "opts": {"owner": "7"}}
    assert letter["error"] == {"message": "no luck", "stack": FAULT.stack, "code": "ValueError", "reason": "exhausted"}
    assert letter["failedAt"].endswith("Z")
    assert redis.zscore("rq:failed:default", claim.job_id) > time.time() + timedelta(days=364).total_seconds()


def test_a_job_deleted_while_it_ran_comes_back_in_no_form(redis: Redis, claim: Claim) -> None:
    redis.delete(f"rq:job:{claim.job_id}")

    assert end(redis, claim, Succeeded(b"1"))

    assert not redis.exists(f"rq:job:{claim.job_id}", f"rq:results:{claim.job_id}", "rq:finished:default")
