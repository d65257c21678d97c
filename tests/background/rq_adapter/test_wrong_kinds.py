"""Somebody puts another kind of value where we keep ours: no job is lost, and the worker goes on."""

import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from redis import Redis
from redis.exceptions import RedisError

from background.engine.outcome import Dead, Outcome, RetryIn, Succeeded
from background.exceptions import QueueUnavailable
from background.interfaces import JobFault
from background.rq_adapter import scripts
from background.rq_adapter.claims import LEASE_SECONDS, Claim
from background.rq_adapter.requeue import requeue
from background.rq_adapter.sweep import sweep
from background.rq_adapter.worker.ended import Ended
from tests.background.jobs import remember
from tests.background.worker import desk_of, next_of, run_all

FAULT = JobFault(code="ValueError", message="no luck")
KEYS = [
    *("rq:queue:default", "rq:prioritised:default", "rq:scheduled:default", "rq:wip:default", "rq:finished:default", "rq:failed:default"),
    *("rq:queues", "rq:bell:default", "rq:turn", "rq:quarantine", "rq:dead_letters", "rq:worker:worker-1", "rq:worker:worker-1:executions"),
    *("rq:results:ID", "rq:executions:ID", "rq:workers", "rq:workers:default"),
]
UNSOUND = {"rq:queue:default", "rq:wip:default"}
OUTCOMES: list[Outcome] = [Succeeded(b"1"), RetryIn(0.0, FAULT), Dead("permanent", FAULT)]


def places(redis: Redis, job_id: str) -> list[str]:
    """Where the job is kept: a job must be in one place, or in two for a moment, but never in none."""

    def looks() -> Iterator[str]:
        for name in ("scheduled", "prioritised", "finished", "failed"):
            key = f"rq:{name}:default"
            if redis.type(key) == b"zset" and redis.zscore(key, job_id) is not None:
                yield name
        if redis.type("rq:queue:default") == b"list" and redis.lpos("rq:queue:default", job_id) is not None:
            yield "queue"
        if redis.type("rq:wip:default") == b"zset" and any(e.startswith(job_id.encode()) for e in redis.zrange("rq:wip:default", 0, -1)):
            yield "wip"

    return list(looks())


def spoil(redis: Redis, key: str, job_id: str) -> None:
    """Only where nothing is lost by the spoiling itself."""
    key = key.replace("ID", job_id)
    if not redis.exists(key):
        redis.set(key, "of another kind")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("priority", [0, 5])
def test_what_cannot_be_leased_is_not_popped(redis: Redis, key: str, priority: int) -> None:
    job_id = remember.using(priority=priority).enqueue(text="x").id
    spoil(redis, key, job_id)

    claim = next_of(desk_of(redis, "default"))

    status = redis.hget(f"rq:job:{job_id}", "status")
    assert places(redis, job_id) == (["wip"] if isinstance(claim, Claim) else places(redis, job_id))
    assert places(redis, job_id)
    assert status == (b"started" if isinstance(claim, Claim) else b"queued")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("outcome", OUTCOMES, ids=["succeeded", "retry", "dead"])
def test_an_outcome_is_recorded_or_the_job_stays_leased(redis: Redis, key: str, outcome: Outcome) -> None:
    job_id = remember.enqueue(text="x").id
    desk = desk_of(redis, "default")
    claim = next_of(desk)
    assert isinstance(claim, Claim)
    spoil(redis, key, job_id)

    desk.hand_in(Ended(claim=claim, outcome=outcome, began=time.time(), ended=time.time()))

    ended = redis.hget(f"rq:job:{job_id}", "status") in {b"finished", b"failed"}
    assert ended or places(redis, job_id)
    assert not ended or "wip" not in places(redis, job_id)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("priority", [0, 5])
def test_a_dead_workers_job_is_never_nowhere(redis: Redis, key: str, priority: int) -> None:
    job_id = remember.using(priority=priority).enqueue(text="x").id
    claim = next_of(desk_of(redis, "default"))
    assert isinstance(claim, Claim)
    redis.zadd("rq:wip:default", {claim.entry: 1})
    spoil(redis, key, job_id)

    with suppress(RedisError):
        sweep(redis, "sweeper", ["default"])

    assert places(redis, job_id)


@pytest.mark.parametrize("key", KEYS)
def test_a_lease_is_renewed_whatever_adorns_it(redis: Redis, key: str) -> None:
    job_id = remember.enqueue(text="x").id
    claim = next_of(desk_of(redis, "default"))
    assert isinstance(claim, Claim)
    redis.zadd("rq:wip:default", {claim.entry: 1})
    spoil(redis, key, job_id)

    scripts.call(redis, "renew", "worker-1", LEASE_SECONDS, "now", 60, 0, 0, "0", claim.queue, claim.entry, "0")

    assert redis.zscore("rq:wip:default", claim.entry) > time.time()


@pytest.mark.parametrize("key", KEYS)
def test_what_is_retried_by_hand_is_never_nowhere(redis: Redis, key: str) -> None:
    job_id = remember.enqueue(text="x").id
    desk = desk_of(redis, "default")
    claim = next_of(desk)
    assert isinstance(claim, Claim)
    desk.hand_in(Ended(claim=claim, outcome=OUTCOMES[2], began=time.time(), ended=time.time()))
    spoil(redis, key, job_id)

    with suppress(QueueUnavailable):
        requeue("default", [job_id])

    assert places(redis, job_id)


@pytest.mark.parametrize("key", [key for key in KEYS if key not in UNSOUND])
def test_the_next_jobs_run(redis: Redis, key: str) -> None:
    spoil(redis, key, "ID")
    handle = remember.enqueue(text="x")

    run_all()

    assert redis.hget(f"rq:job:{handle.id}", "status") == b"finished"


@pytest.mark.parametrize("key", sorted(UNSOUND - {"rq:queue:default"}))
def test_a_queue_that_cannot_be_kept_is_left_alone(redis: Redis, key: str) -> None:
    spoil(redis, key, "ID")
    handle = remember.enqueue(text="x")

    run_all()

    assert redis.hget(f"rq:job:{handle.id}", "status") == b"queued"
