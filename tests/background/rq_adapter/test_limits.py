"""How many jobs run at once and how many start in a time; what is held back is neither lost nor in the way."""

import time
from datetime import timedelta
from typing import Any

import django_rq
import pytest
from redis import Redis

from background.constants import JobState
from background.engine.declare import Isolation, JobQueue, queues
from background.engine.job import Job
from background.engine.limits import Concurrency, Rate
from background.engine.outcome import Succeeded
from background.exceptions import OptionInvalid
from background.rq_adapter.cancel import cancel
from background.rq_adapter.claims import Claim, Nothing
from background.rq_adapter.delete import delete
from background.rq_adapter.requeue import requeue
from background.rq_adapter.sweep import sweep
from background.rq_adapter.worker.desk import Desk
from background.rq_adapter.worker.ended import Ended
from tests.background.jobs import Note, queue, ran, remember
from tests.background.worker import desk_of, next_of, run_all

ONE_A_DAY = Rate(1, per=timedelta(days=1))


@queue.job("test-two-at-once", Note, concurrency=Concurrency(2))
def two_at_once(job: Job[Note]) -> None:
    ran.append(job.data.text)


@queue.job("test-one-per-text", Note, concurrency=Concurrency(1, key="text"))
def one_per_text(job: Job[Note]) -> None: ...


@queue.job("test-fifty-a-second", Note, rate=Rate(50))
def fifty_a_second(job: Job[Note]) -> None:
    ran.append(job.data.text)


@queue.job("test-daily-per-text", Note, rate=Rate(1, per=timedelta(days=1), key="text"))
def daily_per_text(job: Job[Note]) -> None: ...


@queue.job("test-burst", Note, rate=Rate(4, per=timedelta(days=1), burst=3))
def burst(job: Job[Note]) -> None: ...


@queue.job("test-present", Note, aliases=("test-former",), concurrency=Concurrency(1))
def renamed(job: Job[Note]) -> None: ...


@pytest.fixture
def desk(redis: Redis) -> Desk:
    return desk_of(redis, "default")


def take(desk: Desk) -> Claim:
    claim = next_of(desk)
    assert isinstance(claim, Claim)
    return claim


def finish(desk: Desk, claim: Claim) -> None:
    desk.hand_in(Ended(claim=claim, outcome=Succeeded(b"null"), began=time.time(), ended=time.time()))


def test_no_more_run_at_once_than_their_kind_allows(desk: Desk) -> None:
    two_at_once.enqueue_many(Note(text=str(number)) for number in range(5))

    take(desk)
    take(desk)

    assert isinstance(next_of(desk), Nothing)


def test_what_is_held_back_does_not_stand_in_the_way(desk: Desk) -> None:
    two_at_once.enqueue_many(Note(text=str(number)) for number in range(5))
    other = remember.enqueue(text="other")

    taken = [take(desk).job_id for _ in range(3)]

    assert taken[2] == other.id


def test_each_end_lets_the_next_one_start_in_order(desk: Desk) -> None:
    handles = two_at_once.enqueue_many(Note(text=str(number)) for number in range(5))
    held = [take(desk), take(desk)]

    order = [claim.job_id for claim in held]
    for _ in range(3):
        finish(desk, held.pop(0))
        held.append(take(desk))
        order.append(held[-1].job_id)

    assert order == [handle.id for handle in handles]


def test_a_job_that_is_held_back_says_so(desk: Desk, redis: Redis) -> None:
    handles = two_at_once.enqueue_many(Note(text=str(number)) for number in range(3))
    [take(desk), take(desk), next_of(desk)]

    assert handles[2].snapshot().state is JobState.SCHEDULED
    assert handles[2].snapshot().note == "held back by the limit job:test-two-at-once"
    assert redis.hget(f"rq:job:{handles[2].id}", "held") == b"job:test-two-at-once"
    assert redis.zrange("rq:deferred:default", 0, -1) == [handles[2].id.encode()]


def test_handed_back_jobs_leave_room(desk: Desk) -> None:
    handles = two_at_once.enqueue_many(Note(text=str(number)) for number in range(3))
    first, _ = take(desk), take(desk)

    desk.hand_back(first)

    assert take(desk).job_id == handles[0].id
    assert isinstance(next_of(desk), Nothing)


def test_dead_workers_leave_room(desk: Desk, redis: Redis) -> None:
    two_at_once.enqueue_many(Note(text=str(number)) for number in range(3))
    claims = [take(desk), take(desk)]
    redis.zadd("rq:wip:default", {claim.entry: 1 for claim in claims})

    sweep(redis, "sweeper", ["default"])

    assert {take(desk).job_id, take(desk).job_id} <= {claim.job_id for claim in claims}
    assert redis.scard("rq:running:job:test-two-at-once") == 2


def test_room_that_a_vanished_job_left_is_found_again(desk: Desk, redis: Redis) -> None:
    handles = two_at_once.enqueue_many(Note(text=str(number)) for number in range(3))
    [take(desk), take(desk), next_of(desk)]
    redis.delete("rq:running:job:test-two-at-once")
    redis.zadd("rq:held_until:default", {"job:test-two-at-once": 1})  # as if five seconds had passed

    assert take(desk).job_id == handles[2].id


def test_a_job_whose_hash_vanished_while_it_ran_leaves_room(desk: Desk, redis: Redis) -> None:
    handles = two_at_once.enqueue_many(Note(text=str(number)) for number in range(3))
    claims = [take(desk), take(desk)]
    assert isinstance(next_of(desk), Nothing)
    redis.delete(f"rq:job:{claims[0].job_id}")
    redis.zadd("rq:wip:default", {claims[0].entry: 1})
    sweep(redis, "sweeper", ["default"])
    redis.zadd("rq:held_until:default", {"job:test-two-at-once": 1})  # as if five seconds had passed

    assert take(desk).job_id == handles[2].id


def test_a_key_has_a_limit_of_its_own(desk: Desk) -> None:
    one_per_text.enqueue_many(Note(text=text) for text in ("a", "a", "b"))

    texts = {take(desk).run.payload for _ in range(2)}

    assert len(texts) == 2
    assert isinstance(next_of(desk), Nothing)


def test_the_value_of_a_key_stands_in_no_name(desk: Desk, redis: Redis) -> None:
    one_per_text.enqueue(text="ada@example.org")

    take(desk)

    assert not [key for key in redis.scan_iter() if b"example" in key]


def test_more_urgent_jobs_that_are_held_back_come_first(desk: Desk) -> None:
    running = [two_at_once.enqueue(text="x"), two_at_once.enqueue(text="y")]
    claims = [take(desk) for _ in running]
    two_at_once.enqueue(text="later")
    urgent = two_at_once.using(priority=50).enqueue(text="urgent")
    assert isinstance(next_of(desk), Nothing)

    finish(desk, claims[0])

    assert take(desk).job_id == urgent.id


def test_a_former_name_counts_with_the_present_one(desk: Desk, redis: Redis) -> None:
    handles = renamed.enqueue_many([Note(text="old"), Note(text="new")])
    redis.hset(f"rq:job:{handles[0].id}", mapping={"description": "test-former", "data": '["test-former",null,[{"text":"old"}],{}]'})

    take(desk)

    assert isinstance(next_of(desk), Nothing)


def test_a_rate_spaces_the_starts(desk: Desk) -> None:
    fifty_a_second.enqueue_many(Note(text=str(number)) for number in range(6))

    began = time.monotonic()
    run_all()
    while len(ran) < 6:
        run_all()
    took = time.monotonic() - began

    assert took >= 5 / 50
    assert ran == [str(number) for number in range(6)]


def test_the_claim_says_when_the_next_start_is_allowed(desk: Desk) -> None:
    daily_per_text.enqueue_many([Note(text="a"), Note(text="a")])
    take(desk)

    nothing = next_of(desk)

    assert isinstance(nothing, Nothing)
    assert 86_000 < (nothing.seconds or 0) <= 86_400


def test_a_rate_by_key_counts_each_value_apart(desk: Desk) -> None:
    daily_per_text.enqueue_many([Note(text="a"), Note(text="b"), Note(text="a")])

    take(desk)
    take(desk)

    assert isinstance(next_of(desk), Nothing)


def test_a_burst_comes_at_once_and_then_the_rate_holds(desk: Desk) -> None:
    burst.enqueue_many(Note(text=str(number)) for number in range(5))

    for _ in range(3):
        take(desk)

    assert isinstance(next_of(desk), Nothing)


def test_a_worker_sleeps_until_the_rate_allows_the_next() -> None:
    fifty_a_second.enqueue_many(Note(text=str(number)) for number in range(4))
    worker: Any = django_rq.get_worker("default")

    worker.work(max_jobs=4, isolation=Isolation.THREAD)

    assert ran == ["0", "1", "2", "3"]


def test_a_queue_runs_no_more_at_once_than_it_may(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(queues, "default", JobQueue("default", concurrency=Concurrency(2)))
    desk = desk_of(redis, "default")
    remember.enqueue_many(Note(text=str(number)) for number in range(4))

    claims = [take(desk), take(desk)]
    assert isinstance(next_of(desk), Nothing)
    finish(desk, claims[0])

    take(desk)
    assert isinstance(next_of(desk), Nothing)


def test_a_queue_at_its_rate_lets_the_others_go_on(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(queues, "default", JobQueue("default", rate=ONE_A_DAY))
    desk = desk_of(redis, "default", "email")
    remember.enqueue_many([Note(text="first"), Note(text="second")])
    other = JobQueue("email").job("test-other-queue", Note)(lambda job: None).enqueue(text="other")

    taken = [take(desk), take(desk)]

    assert taken[1].job_id == other.id
    assert isinstance(next_of(desk), Nothing)


@pytest.mark.parametrize("act", [cancel, lambda job_id: delete("default", [job_id])])
def test_a_held_job_can_be_called_off(desk: Desk, redis: Redis, act: object) -> None:
    handles = two_at_once.enqueue_many(Note(text=str(number)) for number in range(3))
    [take(desk), take(desk), next_of(desk)]
    assert callable(act)

    act(handles[2].id)

    assert redis.zcard("rq:held:job:test-two-at-once") == 0
    assert redis.zcard("rq:deferred:default") == 0


def test_a_held_job_that_is_started_afresh_is_still_limited(desk: Desk) -> None:
    handles = two_at_once.enqueue_many(Note(text=str(number)) for number in range(3))
    [take(desk), take(desk), next_of(desk)]

    assert requeue("default", [handles[2].id]).changed == [handles[2].id]

    assert isinstance(next_of(desk), Nothing)


@pytest.mark.parametrize("key", ["rq:held:job:test-two-at-once", "rq:held_until:default", "rq:running:job:test-two-at-once"])
def test_keys_of_another_kind_make_no_job_vanish(desk: Desk, redis: Redis, key: str) -> None:
    redis.set(key, "not what we write")
    two_at_once.enqueue_many(Note(text=str(number)) for number in range(3))

    for _ in range(3):
        take(desk)


def test_a_thousand_held_jobs_do_not_hide_the_one_behind_them(desk: Desk) -> None:
    two_at_once.enqueue_many(Note(text=str(number)) for number in range(1000))
    other = remember.enqueue(text="other")

    claims = []
    for _ in range(20):
        claim = next_of(desk)
        claims += [claim.job_id] if isinstance(claim, Claim) else []

    assert other.id in claims


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Concurrency(0), "concurrency is 0"),
        (lambda: Rate(0), "a rate of 0"),
        (lambda: Rate(1, per=timedelta()), "lets no job through"),
    ],
)
def test_a_limit_that_lets_nothing_through_is_refused(make: object, message: str) -> None:
    assert callable(make)

    with pytest.raises(OptionInvalid, match=message):
        make()


def test_a_job_has_one_key() -> None:
    with pytest.raises(OptionInvalid, match="a job has one key"):

        @queue.job("test-two-keys", Note, concurrency=Concurrency(1, key="text"), rate=Rate(1, key="tags"))
        def handler(job: Job[Note]) -> None: ...
