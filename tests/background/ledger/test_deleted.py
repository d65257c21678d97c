"""What a person deletes stays deleted, however far behind the recorder is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from background.constants import JobState
from background.engine.carrier import carrier
from background.engine.job_type import JobType
from background.engine.push import Push
from background.exceptions import NotWaiting
from background.ledger.prune import prune
from background.ledger.reconcile import Reconciler
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.ledger.reschedule import reschedule
from background.ledger.retry import retry
from background.ledger.rows import envelope_of
from background.models import JobRecord
from background.rq_adapter.delete import delete
from background.rq_adapter.emptying import empty
from tests.background import jobs
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)

type Act = Callable[[str], object]
deletions = pytest.mark.parametrize("delete_it", [lambda job_id: delete("default", [job_id]), lambda _: empty("default", 10)])


def only() -> JobRecord:
    return JobRecord.objects.get()


def past_its_patience() -> None:
    JobRecord.objects.update(created_at=timezone.now() - DAY)
    relay()


@deletions
@pytest.mark.parametrize("priority", [0, 7])
def test_the_relay_does_not_send_it_again(delete_it: Act, priority: int) -> None:
    handle = jobs.remember.using(priority=priority).enqueue(text="unwanted")
    delete_it(handle.id)
    assert only().state == JobState.PENDING

    past_its_patience()
    run_all()

    assert jobs.ran == []


def test_the_relay_does_not_send_again_what_waited_for_its_time(redis: Redis) -> None:
    handle = jobs.remember.using(run_after=DAY).enqueue(text="unwanted")
    delete("default", [handle.id])

    past_its_patience()

    assert redis.zcard("rq:scheduled:default") == 0


@deletions
def test_the_reconciler_does_not_take_it_for_lost_and_says_what_became_of_it(delete_it: Act) -> None:
    handle = jobs.remember.enqueue(text="unwanted")
    Recorder().catch_up()
    delete_it(handle.id)

    reconciler = Reconciler()
    reconciler.reconcile()
    reconciler.reconcile()
    run_all()

    assert jobs.ran == []
    assert (only().state, only().note) == (JobState.CANCELLED, "deleted")


@pytest.mark.parametrize(("job", "end"), [(jobs.remember, JobState.SUCCEEDED), (jobs.give_up, JobState.DEAD)])
def test_what_had_ended_and_was_deleted_before_anybody_noted_it_does_not_run_again(
    job: JobType[..., jobs.Note, object], end: JobState
) -> None:
    handle = job.enqueue(text="x")
    run_all()
    delete("default", [handle.id])

    past_its_patience()

    assert not run_all()
    Recorder().catch_up()
    assert only().state == end


def test_once_it_is_noted_nothing_is_left_of_it_but_for_those_who_read_before_that_it_is_open(redis: Redis) -> None:
    handle = jobs.remember.enqueue(text="unwanted")
    delete("default", [handle.id])
    read_before = envelope_of(only())

    Recorder().catch_up()
    Push(carrier(), [read_before], is_promised=True)()

    assert (only().state, only().note) == (JobState.CANCELLED, "deleted")
    assert not run_all()
    assert [key for key in redis.scan_iter() if handle.id.encode() in key] == [f"rq:job:{handle.id}".encode()]
    assert redis.ttl(f"rq:job:{handle.id}") <= 600


def test_nobody_moves_it() -> None:
    handle = jobs.remember.using(run_after=DAY).enqueue(text="unwanted")
    delete("default", [handle.id])

    with pytest.raises(NotWaiting, match="cancelled"):
        reschedule(handle.id, DAY)


def test_what_retention_forgets_leaves_nothing(redis: Redis, settings: Settings) -> None:
    settings.BACKGROUND = {**settings.BACKGROUND, "KEEP_JOBS": {"dead": 1}}
    handle, _ = jobs.give_up.enqueue(text="x"), jobs.give_up.enqueue(text="y")
    run_all()
    Recorder().catch_up()

    assert sum(part.jobs for part in prune(rest=lambda _: None)) == 1
    assert [key for key in redis.scan_iter() if handle.id.encode() in key] == []


def test_until_then_only_its_name_and_end_are_left(redis: Redis) -> None:
    handle = jobs.remember.using(owner="ada").enqueue(text="unwanted")
    delete("default", [handle.id])

    left = redis.hgetall(f"rq:job:{handle.id}")

    assert left[b"status"] == b"canceled"
    assert b"unwanted" not in b"".join(left.values())
    assert b"ada" not in b"".join(left.values())
    assert redis.ttl(f"rq:job:{handle.id}") > 0


def test_to_delete_it_twice_is_to_delete_nothing() -> None:
    handle = jobs.remember.enqueue(text="unwanted")
    delete("default", [handle.id])

    assert delete("default", [handle.id]).refused == {handle.id: "missing"}

    past_its_patience()
    run_all()
    assert jobs.ran == []


def test_whoever_wants_it_after_all_lets_it_start_afresh() -> None:
    handle = jobs.remember.enqueue(text="wanted again")
    delete("default", [handle.id])
    reconciler = Reconciler()
    reconciler.reconcile()
    reconciler.reconcile()
    assert only().state == JobState.CANCELLED

    assert retry("default", [handle.id]).changed == [handle.id]
    Recorder().catch_up()
    run_all()

    assert jobs.ran == ["wanted again"]


def test_what_no_ledger_follows_leaves_nothing_at_once(redis: Redis) -> None:
    handle = jobs.careless.enqueue(text="unwanted")

    delete("default", [handle.id])

    assert [key for key in redis.scan_iter() if handle.id.encode() in key] == []
