"""Unique jobs and the ledger: what is refused is not brought back, and what is brought back is unique."""

from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import Settings
from redis import Redis

from background.constants import JobState
from background.ledger.reconcile import Reconciler
from background.ledger.recorder import Recorder
from background.ledger.relay import relay
from background.models import JobRecord
from tests.background.jobs import ran
from tests.background.rq_adapter.test_unique import existing, keys
from tests.background.rq_adapter.test_unique_in_transactions import from_elsewhere
from tests.background.worker import run_all
from tests.no_redis import NOBODY

pytestmark = pytest.mark.django_db(transaction=True)


def long_ago() -> None:
    for row in JobRecord.objects.all():
        JobRecord.objects.filter(id=row.id).update(created_at=row.created_at - timedelta(minutes=1))


def states() -> list[str]:
    return sorted(JobRecord.objects.values_list("state", flat=True))


def test_a_call_that_gets_the_job_that_is_there_leaves_no_row() -> None:
    existing.enqueue(text="x")
    existing.enqueue(text="x")

    assert JobRecord.objects.count() == 1


def test_who_loses_at_the_commit_is_not_sent_again_when_the_winner_has_ended(redis: Redis) -> None:
    with transaction.atomic():
        loser = existing.enqueue(text="x")
        from_elsewhere("x")
    run_all()
    long_ago()

    relay()
    run_all()

    assert ran == ["x"]
    Recorder().catch_up()
    row = JobRecord.objects.get(id=loser.id)
    assert row.state == JobState.CANCELLED
    assert row.note.startswith("not accepted: job ")


def test_of_two_that_were_accepted_while_redis_was_away_one_runs(redis: Redis, settings: Settings) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    first, second = existing.enqueue(text="x"), existing.enqueue(text="x")
    settings.RQ_QUEUES = former
    long_ago()

    relay()
    run_all()
    Recorder().catch_up()

    assert first != second
    assert ran == ["x"]
    assert states() == [JobState.CANCELLED, JobState.SUCCEEDED]


def test_what_redis_forgot_has_its_key_again(redis: Redis) -> None:
    recorder, reconciler = Recorder(), Reconciler()
    handle = existing.enqueue(text="x")
    recorder.catch_up()
    redis.flushall()
    recorder.catch_up()

    reconciler.reconcile()
    reconciler.reconcile()

    assert redis.mget(keys(redis)) == [handle.id.encode()]
    assert existing.enqueue(text="x") == handle
