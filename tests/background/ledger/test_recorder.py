"""A recorder writes down all that can be, in whatever trouble, and twice as well as once."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from unittest.mock import Mock

import msgspec
import pytest
from django.db import DataError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from redis import Redis

from background.constants import JobState
from background.engine.backoff import fixed
from background.engine.look import attempts_of
from background.ledger import write_down
from background.ledger.record import record
from background.ledger.recorder import TRIES_ON_END, Recorder
from background.ledger.relay import relay
from background.models import JobAttempt, JobRecord
from background.queues.default.unreliable_operation import unreliable_operation
from background.rq_adapter.event_stream import read
from background.rq_adapter.requeue import requeue
from background.rq_adapter.stream_events import StreamEvent
from tests.background.jobs import Note, give_up, remember
from tests.background.ledger.test_memory import long_ago, mend
from tests.background.rq_adapter.lives import snooze_once
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True)


class Database:
    """What the recorder asks to hold events: cannot hold those of one job, and is away for so many transactions."""

    def __init__(self, *, unfit: str = "", away: int = 0) -> None:
        self._unfit, self._away = unfit, away
        self.asked: list[int] = []

    def record(self, events: Sequence[StreamEvent], *, using: str) -> int:
        self.asked.append(len(events))
        if self._away > 0:
            self._away -= 1
            raise OperationalError("the server closed the connection")
        if any(event.job_id == self._unfit for event in events):
            raise DataError("value out of range")
        return record(events, using=using)


def asked(monkeypatch: pytest.MonkeyPatch, database: Database) -> Database:
    monkeypatch.setattr(write_down, "record", database.record)
    return database


def test_an_event_that_does_not_fit_is_found_by_halves(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    handles = remember.enqueue_many(Note(text=str(number)) for number in range(256))
    unfit = handles[100].id
    database = asked(monkeypatch, Database(unfit=unfit))

    Recorder().catch_up()

    (told,) = [entry for entry in caplog.records if entry.levelno == logging.ERROR]
    assert (told.message, told.__dict__["job_id"]) == ("event not written down", unfit)
    assert [str(row.id) for row in JobRecord.objects.filter(state=JobState.PENDING)] == [unfit]
    assert len(database.asked) <= 1 + 2 * 8, "256 are halved eight times, and each half is asked for"


def test_a_transaction_has_so_many_events_and_whole_entries(monkeypatch: pytest.MonkeyPatch, redis: Redis) -> None:
    remember.enqueue_many(Note(text=str(number)) for number in range(90))
    monkeypatch.setattr(write_down, "EVENTS_TOGETHER", 45)
    database = asked(monkeypatch, Database())

    Recorder().catch_up()

    assert redis.xlen("rq:events") == 5
    assert database.asked == [40, 40, 10]
    assert not JobRecord.objects.filter(state=JobState.PENDING).exists()


def test_what_was_written_down_before_trouble_is_not_read_again(monkeypatch: pytest.MonkeyPatch, redis: Redis) -> None:
    remember.enqueue_many(Note(text=str(number)) for number in range(40))
    monkeypatch.setattr(write_down, "EVENTS_TOGETHER", 20)
    monkeypatch.setattr("background.ledger.recorder.follow_events", Mock(side_effect=[None, OperationalError("gone")]))

    with pytest.raises(OperationalError):
        Recorder().step()

    assert redis.xpending("rq:events", "ledger")["pending"] == 1


def test_what_trouble_kept_from_being_written_down_comes_before_what_is_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    remember.enqueue(text="x")
    recorder = Recorder()
    recorder.catch_up()
    asked(monkeypatch, Database(away=1))
    run_all()
    first = read(limit=100)[1:]
    with pytest.raises(OperationalError):
        recorder.step()
    remember.enqueue(text="newer")

    assert recorder.step() == len(first)

    assert JobRecord.objects.get(state=JobState.SUCCEEDED).started_at is not None


def test_what_trouble_keeps_for_long_does_not_hold_up_what_is_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    remember.enqueue(text="held up")
    recorder = Recorder()
    asked(monkeypatch, Database(away=TRIES_ON_END))
    for _ in range(TRIES_ON_END):
        with pytest.raises(OperationalError):
            recorder.step()
    newer = remember.enqueue(text="newer")

    recorder.step()

    assert JobRecord.objects.get(state=JobState.QUEUED).id == JobRecord.objects.get(id=newer.id).id


def test_a_start_that_is_told_after_the_end_is_noted_all_the_same() -> None:
    remember.enqueue(text="x")
    run_all()
    added, active, completed = read(limit=100)

    record([completed])
    record([added, active])

    row = JobRecord.objects.get()
    assert (row.state, row.started_at) == (JobState.SUCCEEDED, active.at)


def test_a_fresh_start_that_is_told_again_wipes_nothing_out() -> None:
    handle = give_up.enqueue(text="x")
    run_all()
    requeue("default", [handle.id])
    run_all()
    events = read(limit=100)
    Recorder().catch_up()
    before = JobRecord.objects.values().get(), list(JobAttempt.objects.values())
    (again,) = [event for event in events if event.note == "replayed"]

    record([again])

    assert (JobRecord.objects.values().get(), list(JobAttempt.objects.values())) == before
    assert before[0]["finished_at"] is not None


def test_a_job_that_went_well_in_the_end_has_no_error_but_its_attempts_have(redis: Redis) -> None:
    handle = unreliable_operation.using(backoff=fixed(timedelta())).enqueue(failures=1)
    for _ in range(2):
        run_all()
    Recorder().catch_up()
    redis.flushdb()

    job = handle.snapshot()

    assert (job.state, job.attempts, job.error) == (JobState.SUCCEEDED, 2, None)
    assert [attempt.error is not None for attempt in attempts_of(handle.id)] == [True, False]


def test_what_older_code_wrote_is_told_of_once_and_left_to_the_reconciler(redis: Redis, caplog: pytest.LogCaptureFixture) -> None:
    remember.enqueue(text="x")
    run_all()
    (event, *_), entries = read(limit=100), redis.xlen("rq:events")
    redis.delete("rq:events")
    for _ in range(entries):
        redis.xadd("rq:events", {"kind": "added", "id": event.job_id, "name": event.name, "queue": event.queue, "attempt": 0})

    recorder = Recorder()
    recorder.step()
    recorder.step()

    assert [entry.__dict__["entries"] for entry in caplog.records if entry.message == "entries passed over"] == [entries]
    long_ago()
    relay()
    recorder.catch_up()
    mend()
    assert JobRecord.objects.get().state == JobState.SUCCEEDED


def noted() -> tuple[list[object], list[object]]:
    """All that is known of jobs and their attempts, but for the keys of these."""
    runs = JobAttempt.objects.order_by("execution").values_list("execution", "number", "outcome", "started_at", "ended_at", "error_code")
    return [*JobRecord.objects.order_by("id").values()], [*runs]


def test_wherever_a_batch_ends_and_whatever_is_read_twice_the_same_is_noted() -> None:
    handle = give_up.enqueue(text="x")
    snooze_once.enqueue(text="x")
    run_all()
    requeue("default", [handle.id])
    run_all()
    events, accepted = read(limit=100), list(JobRecord.objects.all())
    record(events)
    wanted = noted()

    for cut in range(1, len(events)):
        JobAttempt.objects.all().delete()
        for row in accepted:
            row.save()
        record(events[:cut])
        record(events[cut:])
        assert noted() == wanted, f"cut before {events[cut].kind}"

        record(events[:cut])
        assert noted() == wanted, f"what was before {events[cut].kind} was read again"


def test_two_recorders_lock_rows_in_the_same_order() -> None:
    first, second = sorted(remember.enqueue(text=text).id for text in "ab")
    told = {event.job_id: event for event in read()}
    later = msgspec.structs.replace(told[first], entry=f"{4 * 10**12}-0")

    with CaptureQueriesContext(connection) as queries:
        record([told[second], later])

    (update,) = [query["sql"].replace("-", "") for query in queries if 'UPDATE "background_jobrecord" SET' in query["sql"]]
    assert 0 < update.index(first.replace("-", "")) < update.index(second.replace("-", ""))
