"""Two jobs for the same thing: which of them there is, for how long, and what the second caller gets."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from redis import Redis

from background.constants import JobState
from background.engine.backoff import fixed
from background.engine.events import Kind
from background.engine.job import Job
from background.engine.job_type import JobType
from background.engine.unique import Policy, Unique, Until
from background.exceptions import JobNotUnique, PermanentFailure
from background.rq_adapter.cancel import cancel
from background.rq_adapter.claims import Claim
from background.rq_adapter.delete import delete
from background.rq_adapter.event_stream import read
from background.rq_adapter.requeue import requeue
from background.rq_adapter.sweep import CRASHES_THAT_MAKE_POISON, sweep
from tests.background.jobs import Note, queue, ran
from tests.background.worker import desk_of, next_of, run_all

WINDOW = timedelta(hours=1)


def work(job: Job[Note]) -> None:
    ran.append(job.data.text + ",".join(job.data.tags))
    if job.data.text == "permanent":
        raise PermanentFailure("no")
    if job.data.text == "again":
        raise ValueError("not yet")


def declared(name: str, **rule: Any) -> JobType[..., Note, None]:
    return queue.job(f"test-unique-{name}", Note, unique=Unique(key=("text",), **rule), backoff=fixed(timedelta(hours=1)))(work)


by_policy = {(p, u): declared(f"{p}-{u}", policy=p, until=u) for p in Policy for u in Until}
existing, rejecting, replacing = (by_policy[policy, Until.DONE] for policy in Policy)
throttled = declared("throttled", throttle=WINDOW)
throttled_rejecting = declared("throttled-rejecting", throttle=timedelta(hours=1), policy=Policy.REJECT)
debounced = declared("debounced", debounce=WINDOW)
wholly = queue.job("test-unique-wholly", Note, unique=Unique())(work)


def keys(redis: Redis) -> list[bytes]:
    found: list[bytes] = redis.keys("rq:unique:*")
    return found


def take(redis: Redis) -> Claim:
    claim = next_of(desk_of(redis, "default"))
    assert isinstance(claim, Claim)
    return claim


@pytest.mark.parametrize("lasts", Until)
def test_the_second_caller_gets_the_job_that_waits(redis: Redis, lasts: Until) -> None:
    first = by_policy[Policy.EXISTING, lasts].enqueue(text="x")
    second = by_policy[Policy.EXISTING, lasts].enqueue(text="x", tags=["not part of the key"])
    other = by_policy[Policy.EXISTING, lasts].enqueue(text="y")

    assert second == first
    assert redis.lrange("rq:queue:default", 0, -1) == [first.id.encode(), other.id.encode()]


@pytest.mark.parametrize("lasts", Until)
def test_the_second_caller_is_told_which_job_has_the_key(redis: Redis, lasts: Until) -> None:
    first = by_policy[Policy.REJECT, lasts].enqueue(text="x")

    with pytest.raises(JobNotUnique, match=rf"test-unique-reject-{lasts}' is unique by text; job {first.id} has the key") as caught:
        by_policy[Policy.REJECT, lasts].enqueue(text="x")

    assert caught.value.job_id == first.id
    assert redis.llen("rq:queue:default") == 1


@pytest.mark.parametrize("lasts", Until)
@pytest.mark.parametrize("priority", [0, 5])
def test_the_second_job_takes_the_place_of_the_one_that_waits(redis: Redis, lasts: Until, priority: int) -> None:
    job_type = by_policy[Policy.REPLACE, lasts].using(priority=priority)
    first, second = job_type.enqueue(text="x", tags=["1"]), job_type.enqueue(text="x", tags=["2"])

    run_all()

    assert ran == ["x2"]
    assert (first.snapshot().state, first.snapshot().note) == (JobState.CANCELLED, f"replaced by {second.id}")
    assert second.snapshot().state is JobState.SUCCEEDED
    assert [(event.kind, event.job_id) for event in read()].count((Kind.CANCELLED, first.id)) == 1
    assert keys(redis) == []


@pytest.mark.parametrize("policy", [Policy.EXISTING, Policy.REPLACE])
def test_a_running_job_keeps_its_key_until_it_is_done(redis: Redis, policy: Policy) -> None:
    first = by_policy[policy, Until.DONE].enqueue(text="x")
    take(redis)

    assert by_policy[policy, Until.DONE].enqueue(text="x") == first
    assert first.snapshot().state is JobState.RUNNING


@pytest.mark.parametrize("policy", Policy)
def test_a_key_that_lasts_until_the_start_is_free_while_the_job_runs(redis: Redis, policy: Policy) -> None:
    first = by_policy[policy, Until.STARTED].enqueue(text="x")
    take(redis)

    second = by_policy[policy, Until.STARTED].enqueue(text="x")

    assert second.id != first.id
    assert redis.mget(keys(redis)) == [second.id.encode()]


def test_without_a_key_all_fields_count() -> None:
    first, same, other = wholly.enqueue(text="x"), wholly.enqueue(text="x"), wholly.enqueue(text="x", tags=["t"])

    assert first == same != other


def run_it(redis: Redis, job_id: str) -> None:
    run_all()


def cancel_it(redis: Redis, job_id: str) -> None:
    cancel(job_id)


def delete_it(redis: Redis, job_id: str) -> None:
    delete("default", [job_id])


def lose_it(redis: Redis, job_id: str) -> None:
    """As eviction, an administrator or RQ's own code would."""
    redis.delete(f"rq:job:{job_id}", "rq:queue:default")


def kill_its_workers(redis: Redis, job_id: str) -> None:
    for _ in range(CRASHES_THAT_MAKE_POISON):
        claim = take(redis)
        redis.zadd("rq:wip:default", {claim.entry: 1})
        sweep(redis, "sweeper", ["default"])


def spoil_the_key(redis: Redis, job_id: str) -> None:
    (key,) = keys(redis)
    redis.delete(key)
    redis.hset(key, "of", "another kind")


@pytest.mark.parametrize("text", ["x", "permanent"])
@pytest.mark.parametrize("lasts", Until)
@pytest.mark.parametrize("end", [run_it, cancel_it, delete_it, lose_it, kill_its_workers, spoil_the_key])
def test_however_it_ends_the_next_one_is_accepted(redis: Redis, end: Callable[[Redis, str], None], lasts: Until, text: str) -> None:
    first = by_policy[Policy.REJECT, lasts].enqueue(text=text)

    end(redis, first.id)

    second = by_policy[Policy.REJECT, lasts].enqueue(text=text)
    assert redis.mget(keys(redis)) == [second.id.encode()]


@pytest.mark.parametrize("end", [run_it, cancel_it, delete_it, kill_its_workers])
def test_nothing_is_left_of_the_key(redis: Redis, end: Callable[[Redis, str], None]) -> None:
    end(redis, existing.enqueue(text="x").id)

    assert keys(redis) == []


def test_an_expired_job_gives_its_key_up(redis: Redis) -> None:
    existing.using(expires_at=timedelta(milliseconds=1)).enqueue(text="x")

    run_all()

    assert (keys(redis), ran) == ([], [])


def test_a_job_that_waits_for_its_next_attempt_still_has_the_key() -> None:
    first = existing.enqueue(text="again")
    run_all()

    assert first.snapshot().state is JobState.RETRYING
    assert existing.enqueue(text="again") == first


def test_a_job_whose_worker_died_still_has_the_key(redis: Redis) -> None:
    first = existing.enqueue(text="x")
    redis.zadd("rq:wip:default", {take(redis).entry: 1})
    sweep(redis, "sweeper", ["default"])

    assert existing.enqueue(text="x") == first


def test_a_replayed_job_takes_its_key_again(redis: Redis) -> None:
    first = existing.enqueue(text="permanent")
    run_all()

    assert requeue("default", [first.id]).changed == [first.id]

    assert existing.enqueue(text="permanent") == first


def test_a_job_is_not_replayed_beside_the_one_that_has_its_key() -> None:
    first = existing.enqueue(text="permanent")
    run_all()
    existing.enqueue(text="permanent")

    assert requeue("default", [first.id]).refused == {first.id: "not_unique"}
    assert first.snapshot().state is JobState.DEAD


def test_the_first_of_a_window_wins_whatever_becomes_of_it(redis: Redis) -> None:
    first = throttled.enqueue(text="x")
    run_all()

    assert throttled.enqueue(text="x") == first
    (window,) = keys(redis)
    assert 0 < redis.pttl(window) <= WINDOW.total_seconds() * 1_000
    redis.delete(window)  # its time is over
    assert throttled.enqueue(text="x") != first


def test_a_throttle_can_reject() -> None:
    first = throttled_rejecting.enqueue(text="x")
    delete("default", [first.id])

    with pytest.raises(JobNotUnique, match=first.id):
        throttled_rejecting.enqueue(text="x")


def test_the_last_of_a_window_wins_and_runs_when_it_is_over(redis: Redis) -> None:
    handles = [debounced.enqueue(text="x", tags=[str(number)]) for number in range(3)]
    due = redis.zscore("rq:scheduled:default", handles[-1].id)
    seconds, microseconds = redis.time()
    run_all()
    early = list(ran)

    redis.zadd("rq:scheduled:default", {handles[-1].id: 1})  # its time has come
    run_all()

    assert 0 < due - (seconds + microseconds / 1e6) <= WINDOW.total_seconds()
    assert (early, ran) == ([], ["x2"])
    assert [handle.snapshot().state for handle in handles] == [JobState.CANCELLED, JobState.CANCELLED, JobState.SUCCEEDED]


def test_a_debounced_job_that_runs_does_not_swallow_the_next_call(redis: Redis) -> None:
    first = debounced.enqueue(text="x")
    redis.zadd("rq:scheduled:default", {first.id: 1})
    assert take(redis).job_id == first.id

    second = debounced.enqueue(text="x")

    assert second != first
    assert second.snapshot().state is JobState.SCHEDULED


def test_fifty_callers_at_once_make_one_job(redis: Redis) -> None:
    with ThreadPoolExecutor(50) as pool:
        handles = set(pool.map(lambda _: existing.enqueue(text="x"), range(50)))

    assert redis.lrange("rq:queue:default", 0, -1) == [handle.id.encode() for handle in handles]
    assert len(handles) == 1


def test_many_together_are_folded(redis: Redis) -> None:
    one, other, again = existing.enqueue_many([Note(text="x"), Note(text="y"), Note(text="x")])

    assert (again, redis.llen("rq:queue:default")) == (one, 2)
    assert other != one


def test_of_many_together_the_last_wins_where_it_replaces(redis: Redis) -> None:
    handles = replacing.enqueue_many(Note(text="x", tags=[str(number)]) for number in range(60))

    assert redis.lrange("rq:queue:default", 0, -1) == [handles[-1].id.encode()]


def test_of_many_together_none_is_sent_where_one_is_rejected(redis: Redis) -> None:
    with pytest.raises(JobNotUnique):
        rejecting.enqueue_many([Note(text="x"), Note(text="y"), Note(text="x")])

    assert redis.keys("rq:*") == []


def test_no_value_stands_in_a_key(redis: Redis) -> None:
    existing.enqueue(text="ada@example.org")

    (key,) = keys(redis)
    assert b"example" not in key
    assert key.startswith(b"rq:unique:test-unique-existing-done:")
