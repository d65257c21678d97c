"""A job is sent when, and only when, the transaction that made it commits."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import Settings
from redis import Redis

from background.constants import JobState
from background.engine.carrier import carrier
from background.engine.context import calling
from background.engine.events import Event, QueueEvents, leave, listen
from background.engine.option_args import OptionArgs
from background.engine.push import push
from background.exceptions import PayloadInvalid, QueueUnavailable, UnreadableData
from background.rq_adapter.carrier import PUSHED_TOGETHER
from background.rq_adapter.event_stream import read
from tests.background.jobs import Note, careless, remember


class Regret(Exception):
    pass


def kept(redis: Redis, job_id: str) -> dict[bytes, bytes]:
    """A job's hash without what tells one job from the next."""
    times = (b"created_at", b"enqueued_at", b"meta")
    return {field: value for field, value in redis.hgetall(f"rq:job:{job_id}").items() if field not in times}


@pytest.fixture
def added() -> Iterator[list[str]]:
    """The ids of the jobs that are announced."""
    heard = Heard()
    listen(heard)
    yield heard.ids
    leave(heard)


class Heard(QueueEvents):
    def __init__(self) -> None:
        self.ids: list[str] = []

    def on_added(self, event: Event) -> None:
        self.ids.append(event.job_id)


def test_inside_a_transaction_there_is_a_handle_and_nothing_in_redis(redis: Redis) -> None:
    with transaction.atomic():
        handle = remember.enqueue(text="x")

        assert handle.snapshot().state is JobState.PENDING
        assert not redis.exists(f"rq:job:{handle.id}")

    assert handle.snapshot().state is JobState.QUEUED


def test_rolled_back_is_never_run(redis: Redis) -> None:
    def make_and_regret() -> None:
        with transaction.atomic():
            remember.enqueue(text="x")
            remember.enqueue_many([Note(text="y")])
            remember.using(priority=3).enqueue(text="z")
            raise Regret

    with pytest.raises(Regret):
        make_and_regret()

    assert redis.keys("rq:*") == []


def test_a_savepoint_that_is_rolled_back_takes_its_jobs_along(redis: Redis) -> None:
    def make_and_regret() -> None:
        with transaction.atomic():
            remember.enqueue(text="regretted")
            raise Regret

    with transaction.atomic():
        kept = remember.enqueue(text="kept")
        with pytest.raises(Regret):
            make_and_regret()

    assert redis.lrange("rq:queue:default", 0, -1) == [kept.id.encode()]


def test_one_bad_payload_of_many_sends_none(redis: Redis) -> None:
    bad = Note(text=1)  # type: ignore[arg-type]  # the fault that is tested

    with pytest.raises(PayloadInvalid):
        remember.enqueue_many([Note(text="good"), bad])

    assert redis.keys("rq:*") == []


def test_an_id_is_accepted_once(redis: Redis) -> None:
    (envelope,) = remember.seal([Note(text="x")])

    push(carrier(), [envelope, envelope], promised=False)
    push(carrier(), [envelope], promised=False)

    assert redis.llen("rq:queue:default") == 1


def test_only_what_was_accepted_is_announced(added: list[str]) -> None:
    one, other = remember.seal([Note(text="one"), Note(text="other")])
    push(carrier(), [one], promised=False)

    push(carrier(), [one, other], promised=False)

    assert added == [one.id, other.id]


def test_many_jobs_keep_their_order_and_each_its_data(redis: Redis) -> None:
    handles = remember.enqueue_many(Note(text=str(n)) for n in range(PUSHED_TOGETHER * 2 + 1))

    assert redis.lrange("rq:queue:default", 0, -1) == [handle.id.encode() for handle in handles]
    assert handles[-1].snapshot().data == {"text": str(PUSHED_TOGETHER * 2), "tags": []}
    assert [event.job_id for event in read(limit=len(handles))] == [handle.id for handle in handles]


@pytest.mark.parametrize("options", [{}, {"priority": 4}, {"run_after": timedelta(hours=1)}], ids=["plain", "priority", "later"])
def test_one_of_many_is_kept_as_one_alone(redis: Redis, options: OptionArgs) -> None:
    alone = remember.using(**options).enqueue(text="x")

    both = remember.using(**options).enqueue_many([Note(text="x"), Note(text="y")])

    single, (first, _) = kept(redis, alone.id), (kept(redis, handle.id) for handle in both)
    assert first == single
    assert both[0].snapshot().state is alone.snapshot().state
    assert len({(event.kind, event.name, event.queue, event.attempt, event.note) for event in read()}) == 1
    assert [key for key in redis.keys("rq:*") if b"model" in key] == []


def test_where_the_queue_is_of_another_kind_nothing_is_left_and_the_same_id_can_be_sent_again(redis: Redis) -> None:
    envelopes = remember.seal([Note(text="x"), Note(text="y")])
    redis.set("rq:queue:default", "spoilt")
    with pytest.raises(UnreadableData):
        push(carrier(), envelopes, promised=False)
    assert redis.keys("rq:job:*") == []

    redis.delete("rq:queue:default")
    push(carrier(), envelopes, promised=False)

    assert redis.lrange("rq:queue:default", 0, -1) == [envelope.id.encode() for envelope in envelopes]


def test_the_caller_travels_with_the_job() -> None:
    with calling(request_id="req-12345678", owner="7"):
        job = remember.enqueue(text="x").snapshot()

    assert (job.request_id, job.owner) == ("req-12345678", "7")


def test_a_redis_that_is_down_is_named_without_its_address(settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}

    with pytest.raises(QueueUnavailable, match=r"^Redis does not answer$"):
        careless.enqueue(text="x")
