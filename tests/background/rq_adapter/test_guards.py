"""Steps that were done are known with the job, to whoever has it."""

import pytest
from redis import Redis

from background.constants import JobState
from background.exceptions import GuardInvalid, LeaseLost, QueueUnavailable
from background.rq_adapter import guards
from background.rq_adapter.claims import Claim
from background.rq_adapter.requeue import requeue
from background.rq_adapter.sweep import sweep
from tests.background import saying
from tests.background.saying import done, job_of
from tests.background.worker import desk_of, next_of, run_all


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    done.clear()


def take(redis: Redis) -> Claim:
    claim = next_of(desk_of(redis, "default"))
    assert isinstance(claim, Claim)
    return claim


@pytest.fixture
def claim(redis: Redis) -> Claim:
    saying.talk.enqueue()
    return take(redis)


def test_a_step_is_done_once_in_three_attempts() -> None:
    handle = saying.charge.enqueue()

    run_all()

    assert (handle.snapshot().result, handle.snapshot().attempts) == ("r-1", 3)
    assert len(done) == 1


def test_a_replay_does_not_do_again_what_was_done(redis: Redis) -> None:
    handle = saying.charge.enqueue()
    run_all()

    requeue("default", [handle.id])
    run_all()

    assert handle.snapshot().result == "r-1"
    assert len(done) == 1


def test_after_a_crash_the_next_attempt_knows_what_was_done(redis: Redis, claim: Claim) -> None:
    assert job_of(claim).once("step", lambda: 1) == 1
    redis.zadd("rq:wip:default", {claim.entry: 1})
    sweep(redis, "worker-2", ["default"])

    assert job_of(take(redis)).once("step", lambda: 2) == 1


def test_whoever_lost_the_lease_does_nothing_any_more(redis: Redis, claim: Claim) -> None:
    redis.hset(f"rq:job:{claim.job_id}", "execution", "somebody-else")

    with pytest.raises(LeaseLost, match="step 'step' is not done"):
        job_of(claim).once("step", lambda: done.append("x"))

    assert done == []


def test_whoever_loses_the_lease_meanwhile_leaves_no_result(redis: Redis, claim: Claim) -> None:
    with pytest.raises(LeaseLost, match="step 'step' was done, and is not remembered"):
        job_of(claim).once("step", lambda: redis.hset(f"rq:job:{claim.job_id}", "execution", "somebody-else"))

    assert not redis.hexists(f"rq:job:{claim.job_id}", "once:step")


def test_a_hundred_steps_are_enough(redis: Redis, claim: Claim) -> None:
    job = job_of(claim)
    for number in range(guards.MOST_NAMES):
        job.once(f"step {number}", lambda: 0)

    with pytest.raises(GuardInvalid, match="has 100 such steps already"):
        job.once("one more", lambda: done.append("x"))
    assert job.once("step 7", lambda: 1) == 0
    assert done == []


def test_without_redis_nothing_is_done(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "connection", lambda: Redis(port=1))

    with pytest.raises(QueueUnavailable):
        job_of(claim).once("step", lambda: done.append("x"))
    assert done == []


def test_what_was_done_is_kept_although_redis_is_away_for_a_moment(redis: Redis, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    connections = iter([redis, Redis(port=1), redis])
    monkeypatch.setattr(guards, "connection", lambda: next(connections))

    job_of(claim).once("step", lambda: done.append("x"))

    assert redis.hget(f"rq:job:{claim.job_id}", "once:step") == b"null"


def test_what_a_job_remembers_is_not_shown_and_does_not_keep_it_from_being_read() -> None:
    handle = saying.charge.enqueue()
    run_all()

    assert handle.snapshot().state is JobState.SUCCEEDED
    assert "receipt" not in repr(handle.snapshot())
