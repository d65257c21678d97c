"""Jobs of dead workers go on; those that kill their workers are buried."""

import json

import pytest
from redis import Redis

from background.constants import JobState
from background.engine.job import Job
from background.engine.job_type import JobType
from background.engine.limits import Concurrency, Rate
from background.engine.outcome import Succeeded
from background.rq_adapter import scripts
from background.rq_adapter.claims import LEASE_SECONDS, Claim, Nothing
from background.rq_adapter.sweep import sweep
from background.rq_adapter.worker.ended import Ended
from tests.background import jobs
from tests.background.jobs import Note, queue, remember
from tests.background.worker import desk_of, next_of, run_all


def claim_and_die(redis: Redis) -> Claim:
    """Take a job and give no further sign of life, for longer than any lease."""
    claim = next_of(desk_of(redis, "default"))
    assert isinstance(claim, Claim)
    redis.zadd("rq:wip:default", {claim.entry: 1})
    return claim


def test_a_living_lease_is_left_alone(redis: Redis) -> None:
    handle = remember.enqueue(text="x")
    next_of(desk_of(redis, "default"))

    assert sweep(redis, "sweeper", ["default"]) == 0
    assert handle.snapshot().state is JobState.RUNNING


def test_a_dead_workers_job_goes_to_the_head_of_its_queue_and_runs(redis: Redis) -> None:
    first, second = remember.enqueue(text="first"), remember.enqueue(text="second")
    claim_and_die(redis)

    assert sweep(redis, "sweeper", ["default"]) == 1

    run_all()
    assert jobs.ran == ["first", "second"]
    assert {first.snapshot().state, second.snapshot().state} == {JobState.SUCCEEDED}


def test_it_goes_to_the_head_of_its_priority_too(redis: Redis) -> None:
    for text in ("first", "second"):
        remember.using(priority=9).enqueue(text=text)
    claim_and_die(redis)

    sweep(redis, "sweeper", ["default"])

    run_all()
    assert jobs.ran == ["first", "second"]


def test_a_crash_uses_up_no_attempt(redis: Redis) -> None:
    handle = jobs.fail.enqueue(text="x")
    claim_and_die(redis)
    sweep(redis, "sweeper", ["default"])

    for _ in range(5):
        run_all()

    assert jobs.ran == ["attempt 1", "attempt 2", "attempt 3"]
    assert handle.snapshot().state is JobState.DEAD


def test_the_third_dead_worker_makes_it_poison(redis: Redis) -> None:
    handle = remember.enqueue(text="x")

    for _ in range(3):
        claim_and_die(redis)
        sweep(redis, "sweeper", ["default"])

    letter = json.loads(redis.hget("rq:dead_letters", handle.id) or b"")
    assert handle.snapshot().state is JobState.DEAD
    assert letter["error"]["reason"] == "poison"
    assert redis.zcard("rq:wip:default") == 0


def test_a_zombie_finds_its_lease_gone(redis: Redis) -> None:
    remember.enqueue(text="x")
    claim = claim_and_die(redis)
    sweep(redis, "sweeper", ["default"])

    redis.hset("rq:worker:worker-1", "birth", "long ago")
    scripts.call(redis, "renew", "worker-1", LEASE_SECONDS, "now", 60, 0, 0, "0", claim.queue, claim.entry, "0")

    assert redis.zcard("rq:wip:default") == 0


def test_what_is_past_its_time_is_forgotten_and_what_is_not_is_kept(redis: Redis) -> None:
    for registry in ("finished", "failed", "canceled"):
        redis.zadd(f"rq:{registry}:default", {"old": 1, "kept": 4_000_000_000})
    redis.hset("rq:dead_letters", mapping={"old": "{}", "kept": "{}"})

    sweep(redis, "sweeper", ["default"])

    assert [redis.zrange(f"rq:{registry}:default", 0, -1) for registry in ("finished", "failed", "canceled")] == [[b"kept"]] * 3
    assert redis.hkeys("rq:dead_letters") == [b"kept"]


def test_workers_that_are_no_more_are_struck_off(redis: Redis) -> None:
    redis.hset("rq:worker:alive", "state", "idle")
    for key in ("rq:workers", "rq:workers:default"):
        redis.sadd(key, "rq:worker:alive", "rq:worker:gone")

    sweep(redis, "sweeper", ["default"])

    assert redis.smembers("rq:workers") == redis.smembers("rq:workers:default") == {b"rq:worker:alive"}


def test_entries_that_say_nothing_are_dropped(redis: Redis) -> None:
    redis.zadd("rq:wip:default", {"no-colon": 1, "ghost:1": 1, ":": 1})

    assert sweep(redis, "sweeper", ["default"]) == 0
    assert redis.zcard("rq:wip:default") == 0


def test_an_entry_that_names_no_job_is_put_aside(redis: Redis) -> None:
    redis.zadd("rq:wip:default", {b"\xff/:execution": 1, "without-an-execution": 1, "gone:execution": 1})

    assert sweep(redis, "sweeper", ["default"]) == 0

    assert set(redis.zrange("rq:quarantine", 0, -1)) == {b"\xff/", b"without-an-execution", b"gone"}
    assert redis.zcard("rq:wip:default") == 0


@queue.job("test-four-at-once", Note, concurrency=Concurrency(4))
def four_at_once(job: Job[Note]) -> None: ...


@queue.job("test-many-a-second", Note, rate=Rate(1_000, burst=1_000))
def many_a_second(job: Job[Note]) -> None: ...


@pytest.mark.parametrize("kind", [remember, four_at_once, many_a_second])
def test_who_only_shared_a_worker_with_a_killer_is_not_poison(redis: Redis, kind: JobType[..., Note, None]) -> None:
    handles = kind.enqueue_many(Note(text=str(number)) for number in range(6))
    killer = handles[2].id

    for _ in range(12):
        live_through(redis, killer)

    assert redis.hkeys("rq:dead_letters") == [killer.encode()]
    assert [handle.snapshot().state for handle in handles if handle.id != killer] == [JobState.SUCCEEDED] * 5


def live_through(redis: Redis, killer: str) -> None:
    """A worker of many slots takes what it gets. It dies, if the killer is among it, and all its leases run out."""
    desk = desk_of(redis, "default")
    claims = [claim for _ in range(10) if isinstance(claim := next_of(desk), Claim)]
    if killer in [claim.job_id for claim in claims]:
        redis.zadd("rq:wip:default", {claim.entry: 1 for claim in claims})
    else:
        for claim in claims:
            desk.hand_in(Ended(claim=claim, outcome=Succeeded(b"null"), began=0.0, ended=0.0))
    sweep(redis, "sweeper", ["default"])


def test_a_suspect_counts_against_the_limit_of_its_kind_too(redis: Redis) -> None:
    suspect, *others = four_at_once.enqueue_many(Note(text=str(number)) for number in range(6))
    redis.hset(f"rq:job:{suspect.id}", "crashes", 2)
    desk = desk_of(redis, "default")
    claims = desk.take_many(10)
    assert not isinstance(claims, Nothing)

    assert [claim.job_id for claim in claims] == [suspect.id, *(handle.id for handle in others[:3])]
    assert redis.scard("rq:running:job:test-four-at-once") == 4
    assert redis.scard("rq:running:suspects:default") == 1


def test_a_suspect_that_ends_leaves_room_for_its_kind_and_for_the_next_suspect(redis: Redis) -> None:
    handles = four_at_once.enqueue_many(Note(text=str(number)) for number in range(6))
    for handle in handles:
        redis.hset(f"rq:job:{handle.id}", "crashes", 2)
    desk = desk_of(redis, "default")

    for handle in handles:
        claims = desk.take_many(10)
        assert not isinstance(claims, Nothing)
        assert [claim.job_id for claim in claims] == [handle.id]
        desk.hand_in(Ended(claim=claims[0], outcome=Succeeded(b"null"), began=0.0, ended=0.0))

    assert not redis.keys("rq:running:*")
