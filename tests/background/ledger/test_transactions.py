"""A job belongs to the transaction that makes it, whichever database, and however that is opened."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.core.handlers.base import BaseHandler
from django.db import DatabaseError, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, TestCase
from pytest_django import Settings
from redis import Redis

from background.constants import JobState
from background.exceptions import OptionInvalid
from background.ledger.export import export
from background.ledger.forget import forget_ended, states_of, want_gone
from background.ledger.reconcile import Reconciler
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.models import JobAttempt, JobRecord
from tests.background.jobs import Note, careless, ran, remember
from tests.background.worker import run_all

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "other"])

BOTH = ["default", "other"]


@pytest.fixture(autouse=True)
def _two_ledgers(settings: Settings) -> None:
    settings.BACKGROUND = settings.BACKGROUND | {"DATABASES": BOTH}


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def waiting(redis: Redis) -> int:
    return int(redis.llen("rq:queue:default"))


def made_long_ago(database: str) -> None:
    for row in JobRecord.objects.using(database):
        JobRecord.objects.using(database).filter(id=row.id).update(created_at=row.created_at - timedelta(minutes=1))


def test_its_row_is_in_that_database_and_it_is_sent_on_its_commit(database: str, redis: Redis) -> None:
    with transaction.atomic(using=database):
        handle = remember.using(database=database).enqueue(text="x")
        assert waiting(redis) == 0

    assert waiting(redis) == 1
    assert {alias: JobRecord.objects.using(alias).filter(id=handle.id).exists() for alias in BOTH} == {
        alias: alias == database for alias in BOTH
    }


def test_rolled_back_there_it_never_was(database: str, redis: Redis) -> None:
    with transaction.atomic(using=database):
        remember.using(database=database).enqueue(text="x")
        transaction.set_rollback(True, using=database)

    assert not JobRecord.objects.using(database).exists()
    assert waiting(redis) == 0


def test_the_end_of_another_databases_transaction_does_not_matter(redis: Redis) -> None:
    with transaction.atomic(), transaction.atomic(using="other"):
        remember.using(database="other").enqueue(text="x")
        transaction.set_rollback(True)

    assert waiting(redis) == 1


def test_a_savepoint_takes_its_jobs_with_it(database: str) -> None:
    job = remember.using(database=database)
    with transaction.atomic(using=database):
        job.enqueue(text="kept")
        with pytest.raises(ZeroDivisionError), transaction.atomic(using=database):
            job.enqueue_many([Note(text="gone"), Note(text="gone too")])
            _ = 1 / 0

    run_all()

    assert ran == ["kept"]
    assert JobRecord.objects.using(database).count() == 1


def test_many_rows_are_alike_to_a_single_one(database: str) -> None:
    job = remember.using(database=database, priority=3, owner="7")
    job.enqueue(text="0")
    job.enqueue_many(Note(text=str(number)) for number in range(1, 60))

    rows = JobRecord.objects.using(database).values("name", "queue", "state", "priority", "owner", "attempts", "event", "result", "note")

    assert len(rows) == 60
    assert all(row == rows[0] for row in rows)


def test_without_commits_of_django_the_relay_sends_it_after_theirs(database: str, redis: Redis) -> None:
    transaction.set_autocommit(False, using=database)
    try:
        kept = remember.using(database=database).enqueue(text="kept")
        transaction.commit(using=database)
        remember.using(database=database).enqueue(text="gone")
        transaction.rollback(using=database)
    finally:
        transaction.set_autocommit(True, using=database)
    assert (waiting(redis), kept.snapshot().state) == (0, JobState.PENDING)
    made_long_ago(database)

    relay()
    run_all()

    assert ran == ["kept"]


def test_without_commits_of_django_what_no_ledger_follows_is_refused(redis: Redis) -> None:
    transaction.set_autocommit(False)
    try:
        with pytest.raises(transaction.TransactionManagementError):
            careless.enqueue(text="x")
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)

    assert waiting(redis) == 0


def test_under_atomic_requests_one_that_fails_takes_its_jobs_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", True)

    def view(request: HttpRequest) -> HttpResponse:
        remember.enqueue(text=request.path)
        if request.path == "/fails":
            raise ZeroDivisionError
        return HttpResponse()

    with_requests = BaseHandler().make_view_atomic(view)
    with pytest.raises(ZeroDivisionError):
        with_requests(RequestFactory().get("/fails"))
    with_requests(RequestFactory().get("/works"))

    run_all()
    assert ran == ["/works"]


def test_async_code_enqueues_in_the_thread_of_its_transactions(database: str) -> None:
    job = remember.using(database=database)

    async def view() -> None:
        await job.aenqueue(text="one")
        await job.aenqueue_many([Note(text="two"), Note(text="three")])
        await sync_to_async(rolled_back)()
        await sync_to_async(connections.close_all)()

    def rolled_back() -> None:
        with transaction.atomic(using=database):
            job.enqueue(text="gone")
            transaction.set_rollback(True, using=database)

    asyncio.run(view())

    run_all()
    assert ran == ["one", "two", "three"]


def test_everything_that_keeps_the_ledger_goes_through_every_database(database: str, redis: Redis) -> None:
    handle = remember.using(database=database).enqueue(text="x")
    run_all()
    Recorder().catch_up()

    row = JobRecord.objects.using(database).get()
    assert (row.state, JobAttempt.objects.using(database).count()) == (JobState.SUCCEEDED, 1)
    redis.flushall()
    assert handle.snapshot().state is JobState.SUCCEEDED


def test_what_redis_lost_comes_back_from_every_database(database: str, redis: Redis) -> None:
    remember.using(database=database).enqueue(text="x")
    Recorder().catch_up()
    redis.flushall()
    reconciler = Reconciler(using=database)

    reconciler.reconcile()
    reconciler.reconcile()

    run_all()
    assert ran == ["x"]


def test_a_database_in_which_no_job_is_remembered_is_refused() -> None:
    with pytest.raises(OptionInvalid, match="database is 'third'; jobs are remembered in default, other"):
        remember.using(database="third")


class InsideATestCase(TestCase):
    databases = "__all__"

    def test_nothing_is_sent_before_the_captured_commit(self) -> None:
        with self.captureOnCommitCallbacks() as callbacks:
            handle = remember.enqueue(text="x")

        assert handle.snapshot().state is JobState.PENDING
        (send,) = callbacks
        send()
        assert handle.snapshot().state is JobState.QUEUED

    def test_each_database_has_its_own_commits(self) -> None:
        with self.captureOnCommitCallbacks(using="other", execute=True):
            here, there = remember.enqueue(text="x"), remember.using(database="other").enqueue(text="x")

        assert (here.snapshot().state, there.snapshot().state) == (JobState.PENDING, JobState.QUEUED)


def test_without_a_transaction_a_job_and_its_subjects_are_kept_both_or_neither(database: str, redis: Redis) -> None:
    with refusing("background_jobsubject", database), pytest.raises(DatabaseError):
        remember.using(database=database, subjects=[("user", 7)]).enqueue(text="x")

    assert not JobRecord.objects.using(database).exists()
    assert waiting(redis) == 0


@contextmanager
def refusing(table: str, database: str) -> Iterator[None]:
    """A database that takes no rows of this table."""

    def refuse(execute: Callable[..., object], sql: str, *rest: object) -> object:
        if f'INSERT INTO "{table}"' in sql:
            raise DatabaseError("the disk is full")
        return execute(sql, *rest)

    with connections[database].execute_wrapper(refuse):
        yield


def test_somebody_is_found_and_forgotten_in_all_of_them(database: str) -> None:
    handle = remember.using(database=database, subjects=[("user", 7)]).enqueue(text="ada@example.org")
    run_all()
    Recorder().catch_up()

    assert [job["id"] for job in export("user", "7")] == [handle.id]
    assert want_gone("user", "7") == 1
    assert [job_id for batch in forget_ended() for job_id in batch.job_ids] == [handle.id]
    assert JobRecord.objects.using(database).get(id=handle.id).payload == "null"
    assert states_of("user", "7").total() == 0
