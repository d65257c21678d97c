"""However a job fails for good, through a real worker: one dead letter of the documents' shape, and one event that ends it."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from redis import Redis

from background.engine.events import Kind
from background.interfaces import DeadLetter
from background.rq_adapter.dead_letters import letter_of
from background.rq_adapter.event_stream import read
from tests.background import jobs
from tests.background.rq_adapter.worker import jobs as misbehaving
from tests.background.worker import run_all, run_all_in_forks
from tests.processes import PATIENCE_SECONDS, TEST_JOBS, running

TERMINAL = {Kind.COMPLETED, Kind.DEAD, Kind.CANCELLED, Kind.EXPIRED}


def exhausted(redis: Redis) -> str:
    handle = jobs.fail.enqueue(text="x")
    for _ in range(4):
        run_all()
    return handle.id


def permanent(redis: Redis) -> str:
    handle = jobs.give_up.enqueue(text="x")
    run_all()
    return handle.id


def timed_out_in_a_thread(redis: Redis) -> str:
    handle = misbehaving.busy.enqueue()
    run_all()
    return handle.id


def timed_out_deaf_in_a_thread(redis: Redis) -> str:
    handle = jobs.overrun.enqueue()
    run_all()
    return handle.id


def timed_out_in_a_fork(redis: Redis) -> str:
    handle = misbehaving.busy.enqueue()
    run_all_in_forks()
    return handle.id


def killed_in_a_fork(redis: Redis) -> str:
    handle = misbehaving.kill_itself.enqueue()
    run_all_in_forks()
    return handle.id


def out_of_memory_in_a_fork(redis: Redis) -> str:
    handle = misbehaving.take_much_memory.enqueue(seconds=128)
    run_all_in_forks()
    return handle.id


def takes_its_worker_down(redis: Redis) -> str:
    handle = misbehaving.kill_itself.enqueue()
    for _ in range(4):
        with running("rqworker", "default", "--burst", "--isolation", "thread", **TEST_JOBS) as worker:
            worker.wait(PATIENCE_SECONDS)
        for lease in redis.zrange("rq:wip:default", 0, -1):
            redis.zadd("rq:wip:default", {lease: 1})  # as if its time were over
    return handle.id


def undecodable(redis: Redis) -> str:
    handle = jobs.remember.enqueue(text="x")
    redis.hset(f"rq:job:{handle.id}", "data", "nonsense")
    run_all()
    return handle.id


def unfitting(redis: Redis) -> str:
    handle = jobs.remember.enqueue(text="x")
    redis.hset(f"rq:job:{handle.id}", "data", json.dumps(["test-remember", None, [{"text": 7}], {}]))
    run_all()
    return handle.id


def unknown(redis: Redis) -> str:
    handle = jobs.remember.enqueue(text="x")
    redis.hset(f"rq:job:{handle.id}", "data", json.dumps(["no-such-job", None, [{}], {}]))
    run_all()
    return handle.id


def expired(redis: Redis) -> str:
    handle = jobs.remember.using(expires_at=timezone.now() - timedelta(seconds=1)).enqueue(text="x")
    run_all()
    return handle.id


WAYS: list[tuple[Callable[[Redis], str], str, str]] = [
    (exhausted, "exhausted", "ValueError"),
    (permanent, "permanent", "PermanentFailure"),
    (timed_out_in_a_thread, "exhausted", "JobTimedOut"),
    (timed_out_deaf_in_a_thread, "exhausted", "JobTimedOut"),
    (timed_out_in_a_fork, "exhausted", "JobTimedOut"),
    (killed_in_a_fork, "exhausted", "ProcessDied"),
    (out_of_memory_in_a_fork, "exhausted", "MemoryError"),
    (takes_its_worker_down, "poison", "WorkerLost"),
    (undecodable, "undecodable", "PayloadInvalid"),
    (unfitting, "undecodable", "PayloadInvalid"),
    (unknown, "unknown_job", "UnknownJob"),
    (expired, "expired", "JobExpired"),
]


@pytest.mark.parametrize(("die", "reason", "code"), [pytest.param(*way, id=way[0].__name__) for way in WAYS])
def test_each_way_leaves_one_letter_and_ends_once(redis: Redis, die: Callable[[Redis], str], reason: str, code: str) -> None:
    job_id = die(redis)

    letter = letter_of(job_id)
    assert redis.hlen("rq:dead_letters") == 1
    assert_shape(letter, job_id)
    assert (letter["error"]["reason"], letter["error"]["code"]) == (reason, code)
    ends = [event.kind for event in read() if event.job_id == job_id and event.kind in TERMINAL]
    assert ends == [Kind.EXPIRED if reason == "expired" else Kind.DEAD]
    assert redis.zrange("rq:failed:default", 0, -1) == [job_id.encode()]
    assert redis.zcard("rq:wip:default") == 0


def assert_shape(letter: DeadLetter, job_id: str) -> None:
    """The documents' `{originalJob: {id, data, opts}, error: {message, stack}, failedAt}`."""
    assert set(letter) >= {"originalJob", "error", "failedAt"}
    assert letter["originalJob"]["id"] == job_id
    assert {"data", "opts"} <= set(letter["originalJob"])
    assert letter["error"]["message"]
    assert letter["error"]["code"] in letter["error"]["stack"]
    assert datetime.fromisoformat(letter["failedAt"]).tzinfo
