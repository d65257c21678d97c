"""`manage.py jobs_check` finds every waiting job that this code cannot run, wherever it waits, and no other."""

import json
import time
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from redis import Redis

from background.engine.job import Job
from background.engine.limits import Concurrency
from background.engine.secret import Secret
from background.rq_adapter.waiting import READ_TOGETHER, waiting
from tests.background.jobs import Note, queue, remember, reveal
from tests.background.rq_adapter.worker.versions import pay
from tests.background.worker import desk_of, next_of, run_all

pytestmark = pytest.mark.django_db(transaction=True)


FILL = """
for number = ARGV[1] + 1, ARGV[1] + 10000 do
  redis.call('HSET', 'rq:job:n' .. number, 'data', ARGV[2], 'meta', ARGV[3])
  redis.call('RPUSH', 'rq:queue:default', 'n' .. number)
end
"""


@queue.job("test-one-at-once", Note, concurrency=Concurrency(1))
def one_at_once(job: Job[Note]) -> None: ...


def jobs_check(*words: str) -> tuple[str, str]:
    """What it says, and what it complains of."""
    out = StringIO()
    try:
        call_command("jobs_check", *words, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def found(*words: str) -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = json.loads(jobs_check("--json", *words)[0])["cannot_run"]
    return findings


def rewrite(redis: Redis, job_id: str, name: str, payload: object) -> None:
    redis.hset(f"rq:job:{job_id}", "data", json.dumps([name, None, [payload], {}]))


def test_where_all_is_well_it_says_so() -> None:
    remember.enqueue(text="x")
    reveal.enqueue(pin=Secret("1"))
    replace(pay, name="test-charge").enqueue(cents=1)

    assert jobs_check() == ("3 waiting jobs; this code can run all\n", "")


def test_each_hindrance_is_told_with_the_name_a_number_and_an_example(redis: Redis) -> None:
    first, _ = replace(remember, name="test-removed").enqueue_many(Note() for _ in range(2))
    newer = replace(pay, rules=replace(pay.rules, version=9)).enqueue(cents=1)
    misfit, unreadable = remember.enqueue(text="x"), remember.enqueue(text="x")
    rewrite(redis, misfit.id, "test-remember", {"text": 7})
    redis.hset(f"rq:job:{unreadable.id}", "data", "nonsense")
    redis.rpush("rq:queue:default", "ghost")
    elsewhere = replace(remember, queue="retired").enqueue(text="x")

    told = {finding["example"]: (finding["number"], finding["kind"], finding["name"], finding["why"]) for finding in found()}

    assert told.pop(unreadable.id)[:3] == (1, "unreadable", "")
    assert told == {
        first.id: (2, "unknown name", "test-removed", "no handler is registered for it"),
        newer.id: (1, "newer version", "test-payment", "its payload is of version 9, and this code knows 2"),
        misfit.id: (1, "payload does not fit", "test-remember", "Note: Expected `str`, got `int` - at `$.text`"),
        "ghost": (1, "unreadable", "", "Redis holds no job under this id"),
        elsewhere.id: (1, "unknown queue", "test-remember", "no queue is configured that is called 'retired'"),
    }


def test_it_complains_in_one_line_and_shows_a_table(redis: Redis) -> None:
    replace(remember, name="test-removed").enqueue(text="x")

    said, complaint = jobs_check()

    assert complaint == "1 of 1 waiting jobs cannot be run by this code"
    assert said.splitlines()[1].split() == ["JOBS", "WHAT", "NAME", "FOR", "EXAMPLE", "WHY"]
    assert "test-removed" in said.splitlines()[2]


def test_jobs_are_found_wherever_they_wait_and_counted_once(redis: Redis) -> None:
    ids = [
        remember.enqueue(text="queued").id,
        remember.using(priority=5).enqueue(text="prioritised").id,
        remember.using(run_after=timedelta(hours=1)).enqueue(text="scheduled").id,
    ]
    pay_later = replace(pay, rules=replace(pay.rules, version=9)).using(priority=9).enqueue(cents=1)
    run_all(max_jobs=1)
    held = [handle.id for handle in one_at_once.using(priority=50).enqueue_many(Note() for _ in range(2))]
    desk = desk_of(redis, "default")
    next_of(desk)
    next_of(desk)  # finds the second one held back, and takes another
    for job_id in (*ids, *held):
        rewrite(redis, job_id, "test-removed", {})

    told = {finding["kind"]: finding["number"] for finding in found()}

    assert redis.zrange("rq:parked:default", 0, -1) == [pay_later.id.encode()]
    assert redis.zcard("rq:deferred:default") == 2
    assert told == {"unknown name": 3, "newer version": 1}  # one of the first three and one of the held run


def test_only_the_queue_that_was_asked_about_is_looked_at() -> None:
    replace(remember, name="test-removed").enqueue(text="x")

    assert found("--queue", "email") == []
    assert len(found("--queue", "default")) == 1


def test_a_key_of_another_kind_does_not_stop_it(redis: Redis) -> None:
    redis.set("rq:scheduled:default", "x")
    replace(remember, name="test-removed").enqueue(text="x")

    assert len(found()) == 1


def test_however_many_names_a_stranger_invents_the_answer_is_bounded(redis: Redis) -> None:
    for number in range(300):
        redis.hset(f"rq:job:{number}", "data", json.dumps([f"name-{number}", None, [{}], {}]))
        redis.rpush("rq:queue:default", number)

    findings = found()

    assert len(findings) == 201
    assert sum(finding["number"] for finding in findings) == 300


def test_a_hundred_thousand_jobs_take_seconds_and_little_memory(redis: Redis) -> None:
    data, meta = redis.hmget(f"rq:job:{remember.enqueue(text='x').id}", "data", "meta")
    for start in range(0, 100_000, 10_000):
        redis.eval(FILL, 0, start, data, meta)
    began = time.process_time()

    said, complaint = jobs_check()

    assert (said, complaint) == ("100,001 waiting jobs; this code can run all\n", "")
    assert time.process_time() - began < 20  # of work, however busy the machine is; it waits for Redis besides
    assert max(map(len, waiting("default"))) == READ_TOGETHER
