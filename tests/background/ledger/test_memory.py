"""What was accepted is kept, and everything that ran can be found."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_rq import get_queue
from pytest_django import Settings
from redis import Redis

from background.constants import JobState
from background.engine.secret import Secret
from background.exceptions import QueueUnavailable
from background.ledger.browse import as_they_are
from background.ledger.reconcile import Reconciler
from background.ledger.recorder import ENTRIES_TOGETHER, Recorder
from background.ledger.relay import relay
from background.models import JobAttempt, JobRecord
from background.models.job_attempt import Outcome
from background.rq_adapter.cancel import cancel
from background.rq_adapter.claims import Claim
from background.rq_adapter.requeue import requeue
from tests.background import jobs
from tests.background.jobs import Note, careless, ran, remember
from tests.background.worker import desk_of, next_of, run_all
from tests.no_redis import NOBODY

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def recorder(redis: Redis) -> Recorder:
    return Recorder()


@pytest.fixture
def _redis_is_away(settings: Settings) -> Iterator[None]:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    yield
    settings.RQ_QUEUES = former


def only() -> JobRecord:
    return JobRecord.objects.get()


def mend() -> int:
    """Two looks: what was strange at both is put right."""
    reconciler = Reconciler()
    reconciler.reconcile()
    return reconciler.reconcile()


def long_ago() -> None:
    """As if those who made the jobs had been pushing for long enough."""
    for row in JobRecord.objects.all():
        JobRecord.objects.filter(id=row.id).update(created_at=row.created_at - timedelta(minutes=1))


def test_what_commits_is_written_down_with_it() -> None:
    with transaction.atomic():
        handle = remember.using(priority=7, owner="42").enqueue(text="x")
        assert str(only().id) == handle.id

    row = only()
    assert (row.name, row.queue, row.priority, row.owner) == ("test-remember", "default", 7, "42")


def test_what_is_rolled_back_was_never_there(redis: Redis) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        remember.enqueue(text="x")
        _ = 1 / 0

    assert not JobRecord.objects.exists()
    assert redis.llen("rq:queue:default") == 0


def test_a_savepoint_takes_its_jobs_with_it() -> None:
    with transaction.atomic():
        kept = remember.enqueue(text="kept")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            remember.enqueue(text="gone")
            _ = 1 / 0

    run_all()
    assert str(only().id) == kept.id
    assert ran == ["kept"]


def test_many_jobs_are_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        remember.enqueue_many(Note(text=str(number)) for number in range(200))

    assert len([query for query in queries if query["sql"].startswith("INSERT")]) <= 1  # PostgreSQL copies them
    assert JobRecord.objects.count() == 200


def test_a_job_that_nobody_follows_has_no_row() -> None:
    careless.enqueue(text="x")

    assert not JobRecord.objects.exists()


@pytest.mark.usefixtures("_redis_is_away")
def test_while_redis_is_away_jobs_are_accepted_and_pending() -> None:
    handle = remember.enqueue(text="x")

    assert handle.snapshot().state is JobState.PENDING


@pytest.mark.usefixtures("_redis_is_away")
def test_while_redis_is_away_what_no_ledger_follows_is_refused() -> None:
    with pytest.raises(QueueUnavailable):
        careless.enqueue(text="x")


def test_pending_jobs_are_sent_in_order_when_redis_is_back(settings: Settings) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    for number in range(5):
        remember.enqueue(text=str(number))
    settings.RQ_QUEUES = former
    long_ago()

    assert relay() == 5
    assert relay() == 5  # nothing is written down yet, and nothing is accepted twice

    run_all()
    assert ran == ["0", "1", "2", "3", "4"]


def test_what_lies_in_the_place_of_a_line_keeps_nothing_from_being_accepted_and_other_queues_from_nothing(
    settings: Settings, redis: Redis
) -> None:
    redis.set("rq:queue:default", "nonsense")
    blocked = remember.enqueue(text="blocked").id
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    other = replace(remember, queue="email").enqueue(text="other").id
    settings.RQ_QUEUES = former
    long_ago()

    relay()
    assert get_queue("email").get_job_ids() == [other]
    redis.delete("rq:queue:default")
    relay()

    assert get_queue("default").get_job_ids() == [blocked]


def test_a_success_is_found_with_its_attempt(recorder: Recorder) -> None:
    remember.enqueue(text="x")
    run_all()

    recorder.catch_up()

    row, run = only(), JobAttempt.objects.get()
    assert (row.state, row.attempts, json.loads(row.result)) == (JobState.SUCCEEDED, 1, "x")
    assert row.created_at <= row.started_at <= row.finished_at  # type: ignore[operator]  # both are set when it has ended
    assert (run.outcome, run.number) == (Outcome.SUCCEEDED, 1)
    assert run.worker


def test_every_attempt_is_found_with_its_error(recorder: Recorder) -> None:
    jobs.fail.enqueue(text="x")
    run_all()
    for _ in range(3):
        run_all()

    recorder.catch_up()

    row, runs = only(), list(JobAttempt.objects.all())
    assert (row.state, row.attempts, row.error_code) == (JobState.DEAD, 3, "ValueError")
    assert [run.number for run in runs] == [1, 2, 3]
    assert all("no luck with x" in run.traceback for run in runs)
    assert {run.fingerprint for run in runs} == {row.fingerprint}


def test_writing_it_down_twice_changes_nothing(recorder: Recorder, redis: Redis) -> None:
    jobs.fail.enqueue(text="x")
    run_all()
    recorder.catch_up()
    before = list(JobRecord.objects.values()), list(JobAttempt.objects.values())

    redis.xgroup_setid("rq:events", "ledger", "0")
    assert recorder.catch_up() > 0

    assert (list(JobRecord.objects.values()), list(JobAttempt.objects.values())) == before


def test_a_recorder_that_died_leaves_nothing_unread(recorder: Recorder, redis: Redis) -> None:
    remember.enqueue(text="x")
    run_all()
    redis.xgroup_create("rq:events", "ledger", id="0")
    redis.xreadgroup("ledger", "one that died", {"rq:events": ">"})
    (entry, *_) = redis.xpending_range("rq:events", "ledger", "-", "+", 10)
    for pending in redis.xpending_range("rq:events", "ledger", "-", "+", 10):
        redis.xclaim("rq:events", "ledger", "one that died", 0, [pending["message_id"]], idle=60_000)

    recorder.catch_up()

    assert entry["consumer"] == b"one that died"
    assert only().state == JobState.SUCCEEDED


def test_what_redis_forgot_runs_again_as_it_was(recorder: Recorder, redis: Redis) -> None:
    remember.using(priority=9).enqueue(text="urgent")
    jobs.fail.enqueue(text="x")
    late = remember.using(run_after=timedelta(hours=1)).enqueue(text="late")
    desk = desk_of(redis, "default")
    first, second = next_of(desk), next_of(desk)
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)
    recorder.catch_up()

    redis.flushall()
    recorder.catch_up()
    assert mend() == 3

    assert redis.zcard("rq:prioritised:default") == 1
    assert redis.zscore("rq:scheduled:default", late.id) == pytest.approx(late.snapshot().run_after.timestamp())  # type: ignore[union-attr]  # it has one
    run_all()
    assert ran[:2] == ["urgent", "attempt 1"]


def test_attempts_that_were_used_up_stay_used_up(recorder: Recorder, redis: Redis) -> None:
    handle = jobs.fail.enqueue(text="x")
    run_all()
    assert handle.snapshot().attempts == 3 or run_all() is not None
    recorder.catch_up()
    JobRecord.objects.update(state=JobState.RETRYING, attempts=2, run_after=None)
    JobAttempt.objects.all().delete()
    ran.clear()

    redis.flushall()
    mend()
    run_all()

    assert ran == ["attempt 3"]


def test_what_redis_still_has_is_left_alone(recorder: Recorder) -> None:
    remember.enqueue(text="x")
    recorder.catch_up()

    assert mend() == 0
    run_all()
    assert ran == ["x"]


def test_what_ended_unheard_is_written_down_and_not_run_again(recorder: Recorder, redis: Redis) -> None:
    remember.enqueue(text="x")
    recorder.catch_up()
    run_all()
    redis.delete("rq:events")

    assert mend() == 1

    run_all()
    assert (only().state, json.loads(only().result)) == (JobState.SUCCEEDED, "x")
    assert ran == ["x"]


def test_what_ended_before_anything_of_it_was_heard_is_not_sent_again(redis: Redis) -> None:
    handle = remember.enqueue(text="x")
    run_all()
    redis.delete("rq:events")

    assert mend() == 1

    redis.delete(f"rq:job:{handle.id}")
    long_ago()
    relay()
    run_all()
    assert only().state == JobState.SUCCEEDED
    assert ran == ["x"]


def test_an_id_that_fell_out_of_its_line_is_put_back(recorder: Recorder, redis: Redis) -> None:
    remember.enqueue(text="x")
    recorder.catch_up()
    redis.delete("rq:queue:default")

    assert Reconciler().reconcile() == 1

    run_all()
    assert ran == ["x"]


def test_what_somebody_deleted_does_not_come_back(recorder: Recorder, redis: Redis) -> None:
    remember.enqueue(text="x")
    recorder.catch_up()

    default: Any = get_queue("default")
    default.empty()
    recorder.catch_up()

    assert mend() == 0
    assert (only().state, only().note) == (JobState.CANCELLED, "deleted")


def test_a_row_that_nobody_can_read_is_dead_and_the_others_are_sent(settings: Settings) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    spoilt, sound = remember.enqueue(text="spoilt"), remember.enqueue(text="sound")
    settings.RQ_QUEUES = former
    JobRecord.objects.filter(id=spoilt.id).update(envelope='{"options": {"priority": true}}')
    long_ago()

    relay()
    run_all()

    assert ran == ["sound"]
    assert (spoilt.snapshot().state, sound.snapshot().state) == (JobState.DEAD, JobState.SUCCEEDED)


def test_an_event_that_cannot_be_written_down_keeps_no_other_from_being(recorder: Recorder, redis: Redis) -> None:
    long = "9" * 400
    for told in (["active", long, long, long, 1 << 62, long, long, 0, 1 << 62], ["retrying", "x", "x", "x", 1, "", "", 1e30, 0]):
        redis.xadd("rq:events", {"events": msgspec.msgpack.encode([told])})
    remember.enqueue(text="x")
    run_all()

    recorder.catch_up()

    assert only().state == JobState.SUCCEEDED


def test_what_nobody_can_read_hides_nothing_that_is_behind_it(recorder: Recorder, redis: Redis) -> None:
    with redis.pipeline(transaction=False) as pipeline:
        for _ in range(ENTRIES_TOGETHER + 1):
            pipeline.xadd("rq:events", {"kind": "added"})
        pipeline.execute()
    remember.enqueue(text="x")
    run_all()

    recorder.catch_up()

    assert only().state == JobState.SUCCEEDED


def test_redis_knows_better_than_the_row() -> None:
    handle = remember.enqueue(text="x")
    run_all()

    assert only().state == JobState.PENDING
    assert handle.snapshot().state is JobState.SUCCEEDED


def test_a_job_that_redis_has_forgotten_is_still_found(recorder: Recorder, redis: Redis) -> None:
    handle = remember.enqueue(text="x")
    run_all()
    recorder.catch_up()
    redis.flushall()

    snapshot = handle.snapshot()

    assert (snapshot.state, snapshot.result, snapshot.attempts) == (JobState.SUCCEEDED, "x", 1)


def test_until_it_is_written_down_a_success_stays_in_redis(recorder: Recorder, redis: Redis) -> None:
    handle = remember.using(result_ttl=timedelta(seconds=60)).enqueue(text="x")
    run_all()
    assert redis.ttl(f"rq:job:{handle.id}") > 3600

    recorder.catch_up()

    assert redis.ttl(f"rq:job:{handle.id}") <= 60


def test_secrets_are_gone_when_the_job_has_ended_well(recorder: Recorder) -> None:
    jobs.reveal.enqueue(pin=Secret("042137"))
    assert "042137" not in only().payload
    run_all()

    recorder.catch_up()

    assert json.loads(only().payload) == {"pin": "********"}
    assert not only().has_secrets


def test_a_replay_has_a_new_end_and_its_old_attempts(recorder: Recorder, redis: Redis) -> None:
    handle = jobs.give_up.enqueue(text="x")
    run_all()
    recorder.catch_up()
    requeue("default", [handle.id])
    recorder.catch_up()
    assert (only().state, only().finished_at, only().error_code) == (JobState.QUEUED, None, "")

    run_all()
    recorder.catch_up()

    assert only().state == JobState.DEAD
    assert JobAttempt.objects.count() == 2


def test_a_cancelled_job_is_found_with_the_reason(recorder: Recorder) -> None:
    handle = remember.enqueue(text="x")
    cancel(handle.id, reason="nobody needs it")

    recorder.catch_up()

    assert (only().state, only().note) == (JobState.CANCELLED, "nobody needs it")


def test_a_dead_job_is_shown_with_its_error_before_anybody_wrote_it_down() -> None:
    jobs.give_up.enqueue(text="x")
    run_all()

    (shown,) = as_they_are([only()])

    assert shown.state is JobState.DEAD
    assert shown.error is not None
    assert shown.error.code == "PermanentFailure"


def test_a_job_that_was_let_start_afresh_has_not_ended_whatever_the_row_says(recorder: Recorder) -> None:
    handle = remember.enqueue(text="x")
    run_all()
    recorder.catch_up()

    requeue("default", [handle.id])

    (job,) = as_they_are([only()])
    assert (only().state, job.state) == (JobState.SUCCEEDED, JobState.QUEUED)
