"""Jobs that go through every transition that there is."""

import json
import time
from datetime import timedelta

from django.utils import timezone
from redis import Redis

from background.engine import events
from background.engine.backoff import fixed
from background.engine.events import Kind
from background.engine.job import Job
from background.engine.outcome import RetryIn
from background.exceptions import NewerThanCode, Snooze
from background.interfaces import JobFault
from background.rq_adapter.cancel import cancel
from background.rq_adapter.claims import Claim
from background.rq_adapter.requeue import requeue
from background.rq_adapter.sweep import sweep
from background.rq_adapter.worker.desk import Desk
from background.rq_adapter.worker.ended import Ended
from tests.background import jobs
from tests.background.jobs import Note, queue, ran
from tests.background.worker import desk_of, next_of, run_all


@queue.job("test-second-time-lucky", Note, max_attempts=3, backoff=fixed(timedelta()))
def second_time_lucky(job: Job[Note]) -> None:
    if job.attempt < 2:
        raise ValueError("not yet")


@queue.job("test-snooze-once", Note)
def snooze_once(job: Job[Note]) -> None:
    ran.append(job.id)
    if ran.count(job.id) < 2:
        raise Snooze(0, "not yet")


@queue.job("test-pointless", Note, discard_on=(LookupError,))
def pointless(job: Job[Note]) -> None:
    raise LookupError("gone")


@queue.job("test-call-itself-off", Note)
def call_itself_off(job: Job[Note]) -> None:
    cancel(job.id, reason="enough")
    while True:
        time.sleep(0.01)  # until the worker has heard


@queue.job("test-half-way", Note)
def half_way(job: Job[Note]) -> None:
    job.progress(50, "half")


@queue.job("test-newer", Note)
def newer_once(job: Job[Note]) -> None:
    ran.append(job.id)
    if ran.count(job.id) < 2:
        raise NewerThanCode("made by newer code")


def work(times: int = 1) -> None:
    for _ in range(times):
        run_all()


def taken(redis: Redis) -> tuple[Desk, Claim]:
    desk = desk_of(redis, "default")
    claim = next_of(desk)
    assert isinstance(claim, Claim)
    events.announce(claim.run.event(Kind.ACTIVE))  # as the slot does that runs it
    return desk, claim


def lose(redis: Redis) -> None:
    """A worker takes a job and dies; its lease runs out, and somebody notices."""
    _, claim = taken(redis)
    redis.zadd("rq:wip:default", {claim.entry: 1})
    sweep(redis, "sweeper", ["default"])


def success(redis: Redis) -> None:
    jobs.remember.enqueue(text="x")
    work()


def retry_then_success(redis: Redis) -> None:
    second_time_lucky.enqueue()
    work(2)


def dead(redis: Redis) -> None:
    jobs.give_up.enqueue()
    work()


def exhausted(redis: Redis) -> None:
    jobs.fail.enqueue()
    work(3)


def snooze(redis: Redis) -> None:
    handle = snooze_once.enqueue()
    work()
    redis.zadd("rq:scheduled:default", {handle.id: 0})  # its time has come
    work()


def cancel_waiting(redis: Redis) -> None:
    cancel(jobs.remember.enqueue(text="x").id)


def cancel_delayed(redis: Redis) -> None:
    cancel(jobs.remember.using(run_after=timedelta(hours=1)).enqueue(text="x").id)


def cancel_by_discard(redis: Redis) -> None:
    pointless.enqueue()
    work()


def cancel_running(redis: Redis) -> None:
    call_itself_off.enqueue()
    work()


def cancel_at_settlement(redis: Redis) -> None:
    handle = jobs.fail.enqueue()
    desk, claim = taken(redis)
    cancel(handle.id)
    desk.hand_in(Ended(claim=claim, outcome=RetryIn(0.0, JobFault(code="E", message="m")), began=time.time(), ended=time.time()))


def cancel_at_hand_back(redis: Redis) -> None:
    handle = jobs.remember.enqueue(text="x")
    desk, claim = taken(redis)
    cancel(handle.id)
    desk.hand_back(claim)


def cancel_at_sweep(redis: Redis) -> None:
    handle = jobs.remember.enqueue(text="x")
    _, claim = taken(redis)
    cancel(handle.id)
    redis.zadd("rq:wip:default", {claim.entry: 1})
    sweep(redis, "sweeper", ["default"])


def expire(redis: Redis) -> None:
    jobs.remember.using(expires_at=timezone.now() - timedelta(seconds=1)).enqueue(text="x")
    work()


def stalled(redis: Redis) -> None:
    jobs.remember.enqueue(text="x")
    lose(redis)
    work()


def poison(redis: Redis) -> None:
    jobs.remember.enqueue(text="x")
    for _ in range(3):
        lose(redis)


def parked(redis: Redis) -> None:
    newer_once.enqueue()
    work(2)


def hand_back(redis: Redis) -> None:
    jobs.remember.enqueue(text="x")
    desk, claim = taken(redis)
    desk.hand_back(claim)
    work()


def progress(redis: Redis) -> None:
    half_way.enqueue()
    work()


def replay(redis: Redis) -> None:
    handle = jobs.give_up.enqueue()
    work()
    requeue("default", [handle.id])
    work()


def undecodable(redis: Redis) -> None:
    handle = jobs.remember.enqueue(text="x")
    redis.hset(f"rq:job:{handle.id}", "data", "nonsense")
    work()


def unknown(redis: Redis) -> None:
    handle = jobs.remember.enqueue(text="x")
    redis.hset(f"rq:job:{handle.id}", "data", json.dumps(["no-such-job", None, [{}], {}]))
    work()
