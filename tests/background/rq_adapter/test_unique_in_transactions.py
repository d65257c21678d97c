"""Unique jobs that are made inside a transaction: asked for at the call, decided at the commit."""

import logging

import pytest
from django.db import transaction
from redis import Redis

from background.constants import JobState
from background.engine.carrier import carrier
from background.engine.handle import Handle
from background.engine.push import push
from background.exceptions import JobNotUnique
from background.rq_adapter.claims import Claim
from tests.background.jobs import Note
from tests.background.rq_adapter.test_unique import existing, rejecting, replacing
from tests.background.worker import desk_of, next_of


class Regret(Exception):
    pass


def from_elsewhere(text: str) -> Handle[None]:
    """As another process would enqueue it, which does not know of this transaction."""
    (envelope,) = existing.seal([Note(text=text)])
    push(carrier(), [envelope], promised=False)
    return Handle(envelope.id, envelope.name, envelope.queue)


def test_what_is_rolled_back_leaves_no_key(redis: Redis) -> None:
    with pytest.raises(Regret), transaction.atomic():
        existing.enqueue(text="x")
        raise Regret

    assert redis.keys("rq:*") == []


def test_a_key_that_is_taken_is_seen_at_the_call(redis: Redis) -> None:
    first, rejected = existing.enqueue(text="x"), rejecting.enqueue(text="x")

    with transaction.atomic():
        assert existing.enqueue(text="x") == first
        with pytest.raises(JobNotUnique, match=rejected.id):
            rejecting.enqueue(text="x")

    assert redis.llen("rq:queue:default") == 2


def test_a_running_job_is_not_replaced_and_a_waiting_one_is(redis: Redis) -> None:
    running = replacing.enqueue(text="running")
    assert isinstance(next_of(desk_of(redis, "default")), Claim)
    waiting = replacing.enqueue(text="waiting")

    with transaction.atomic():
        assert replacing.enqueue(text="running") == running
        newer = replacing.enqueue(text="waiting")

    assert (waiting.snapshot().state, newer.snapshot().state) == (JobState.CANCELLED, JobState.QUEUED)


def test_within_a_transaction_the_second_sees_the_first(redis: Redis) -> None:
    with transaction.atomic():
        first = existing.enqueue(text="x")
        second, _ = existing.enqueue_many([Note(text="x"), Note(text="y")])
        rejecting.enqueue(text="x")
        with pytest.raises(JobNotUnique):
            rejecting.enqueue(text="x")

    assert second == first
    assert first.snapshot().state is JobState.QUEUED
    assert redis.llen("rq:queue:default") == 3


def test_a_job_that_a_savepoint_took_along_is_seen_by_nobody(redis: Redis) -> None:
    with transaction.atomic():
        with pytest.raises(Regret), transaction.atomic():
            existing.enqueue(text="x")
            raise Regret
        kept = existing.enqueue(text="x")

    assert redis.lrange("rq:queue:default", 0, -1) == [kept.id.encode()]


def test_a_later_transaction_does_not_see_the_notes_of_an_earlier_one(redis: Redis) -> None:
    with transaction.atomic():
        first = existing.enqueue(text="x")
    redis.flushall()

    with transaction.atomic():
        assert existing.enqueue(text="x") != first


def test_who_loses_at_the_commit_is_told_of_the_winner(redis: Redis, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "background.jobs")
    with transaction.atomic():
        loser = existing.enqueue(text="x")
        winner = from_elsewhere("x")

    assert loser.id != winner.id
    assert loser.snapshot().id == winner.id
    assert redis.lrange("rq:queue:default", 0, -1) == [winner.id.encode()]
    (said,) = [record for record in caplog.records if "not accepted" in record.message]
    assert (said.__dict__["job_id"], said.__dict__["holder"]) == (loser.id, winner.id)
    assert 86_000 < redis.ttl(f"rq:alias:{loser.id}") <= 86_400


def test_who_loses_outside_a_transaction_leaves_no_alias(redis: Redis) -> None:
    existing.enqueue(text="x")
    existing.enqueue(text="x")

    assert redis.keys("rq:alias:*") == []
