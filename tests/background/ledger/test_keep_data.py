"""What a handler makes of its data is remembered, for a Redis that is emptied must not set a job back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import pytest
from redis import Redis

from background.engine.backoff import fixed
from background.engine.job import Job
from background.engine.secret import Secret
from background.engine.subjects import Subject
from background.exceptions import PayloadInvalid
from background.ledger.forget import jobs_about
from background.ledger.reconcile import Reconciler
from background.ledger.record import record
from background.ledger.recorder import Recorder
from background.ledger.search import find
from background.ledger.wanted import Wanted
from background.models import JobRecord
from background.rq_adapter.event_stream import read
from tests.background.jobs import Pins, blab
from tests.background.saying import Talk, queue
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)

seen: list[int] = []


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    seen.clear()


@queue.job("test-go-on", Talk, backoff=fixed(timedelta(hours=1)))
def go_on(job: Job[Talk]) -> None:
    seen.append(job.data.number)
    if job.attempt < job.max_attempts:
        job.update_data(number=job.data.number + 1, text="kettle")
        raise ValueError("not yet")


def redis_is_emptied(redis: Redis) -> None:
    redis.flushall()
    reconciler = Reconciler()
    reconciler.reconcile()
    reconciler.reconcile()


def time_passes(redis: Redis) -> None:
    """Those that wait for their next attempt are due."""
    for job_id, _ in redis.zrange("rq:scheduled:default", 0, -1, withscores=True):
        redis.zadd("rq:scheduled:default", {job_id: 1})


def test_a_job_that_redis_lost_goes_on_with_the_newest_data(redis: Redis) -> None:
    go_on.using(max_attempts=2).enqueue(number=7)
    run_all()
    Recorder().catch_up()

    redis_is_emptied(redis)
    time_passes(redis)
    run_all()

    assert seen == [7, 8]


def test_it_is_found_by_the_words_of_its_newest_data() -> None:
    handle = go_on.enqueue(number=7, text="before")
    run_all()

    Recorder().catch_up()

    assert [str(row.id) for row in find(Wanted(text="kettle", sees_payloads=True)).rows] == [handle.id]
    assert find(Wanted(text="before", sees_payloads=True)).rows == []


def test_events_that_are_read_again_change_nothing_that_is_newer() -> None:
    handle = go_on.enqueue(number=7)
    run_all()
    old = read(limit=100)
    Recorder().catch_up()
    JobRecord.objects.update(payload='{"number":9}')

    record(old)

    assert JobRecord.objects.get(id=handle.id).payload == '{"number":9}'


@queue.job("test-end-well", Pins)
def end_well(job: Job[Pins]) -> None:
    job.update_data(pin=Secret("another secret"))


def test_secrets_of_one_that_has_ended_well_do_not_come_back() -> None:
    handle = end_well.enqueue(pin=Secret("one"), next_pin=Secret("two"))
    run_all()
    events = read(limit=100)
    Recorder().catch_up()
    before = JobRecord.objects.get(id=handle.id)

    record(events)

    after = JobRecord.objects.get(id=handle.id)
    assert (before.has_secrets, after.has_secrets) == (False, False)
    assert after.payload == before.payload == '{"pin":"********","next_pin":"********"}'


def test_new_secrets_are_sealed() -> None:
    handle = blab.enqueue(pin=Secret("0000-first"), next_pin=Secret("1111-second"))
    run_all()

    Recorder().catch_up()

    row = JobRecord.objects.get(id=handle.id)
    assert row.has_secrets
    assert "1111" not in row.payload


@dataclass(frozen=True, slots=True)
class About:
    user_id: Annotated[str, Subject("user")]


@queue.job("test-about-another", About, max_attempts=1)
def about_another(job: Job[About]) -> None:
    job.update_data(user_id="7")
    job.update_data(user_id="8")
    with pytest.raises(PayloadInvalid, match=r"About\.user_id is '9999.*at most 64 characters"):
        job.update_data(user_id="9" * 65)
    raise ValueError("and so its data are kept")


def test_a_job_is_also_about_those_whom_its_new_data_name() -> None:
    handle = about_another.enqueue(user_id="7")
    run_all()

    Recorder().catch_up()

    assert (
        list(jobs_about("user", "8", using="default"))
        == list(jobs_about("user", "7", using="default"))
        == [JobRecord.objects.get(id=handle.id)]
    )
    assert JobRecord.objects.get(id=handle.id).payload == '{"user_id":"8"}'
