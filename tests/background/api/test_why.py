"""Whoever waits for a job is told why it does not run."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import User
from background.constants import JobState
from background.engine.after import OnParentDeath
from background.engine.declare import JobQueue, queues
from background.engine.handle import Handle
from background.engine.limits import Concurrency, Rate
from background.models import JobRecord
from background.rq_adapter import standing
from background.rq_adapter.pause import pause
from tests.background.jobs import Note, remember
from tests.background.rq_adapter.lives import taken
from tests.background.rq_adapter.test_limits import daily_per_text, two_at_once
from tests.background.rq_adapter.test_versions import NEWEST
from tests.background.worker import desk_of, next_of, run_all

JOBS = "/api/v1/jobs/"


@pytest.fixture
def _a_worker(redis: Redis) -> None:
    redis.hset("rq:worker:one", "state", "idle")
    redis.sadd("rq:workers:default", "rq:worker:one")


def reasons(client: APIClient, job: Handle[Any]) -> list[dict[str, Any]]:
    answer = client.get(f"{JOBS}{job.id}/why/")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["reasons"]
    return found


def facts(client: APIClient, job: Handle[Any], code: str) -> dict[str, Any]:
    (found,) = [reason["facts"] for reason in reasons(client, job) if reason["code"] == code]
    return dict(found)


@pytest.mark.usefixtures("_a_worker")
def test_a_job_that_nothing_holds_is_next(as_viewer: APIClient) -> None:
    job = remember.enqueue(text="x")

    assert [reason["code"] for reason in reasons(as_viewer, job)] == ["next"]


def test_a_queue_without_workers_runs_nothing(as_viewer: APIClient) -> None:
    job = remember.enqueue(text="x")

    assert facts(as_viewer, job, "no_worker") == {"queue": "default"}


def test_a_paused_queue_says_why_and_staff_who(as_viewer: APIClient, as_ada: APIClient, ada: User) -> None:
    job = remember.using(owner=str(ada.pk)).enqueue(text="x")
    pause("default", reason="moving house", author="grace")

    for_staff, for_owner = (facts(client, job, "queue_paused") for client in (as_viewer, as_ada))

    assert (for_staff["reason"], for_staff["author"]) == ("moving house", "grace")
    assert for_owner == {name: fact for name, fact in for_staff.items() if name != "author"}


@pytest.mark.parametrize(("priority", "ahead"), [(0, 4), (5, 1), (-5, 5)])
def test_jobs_that_come_first_are_counted(as_viewer: APIClient, priority: int, ahead: int) -> None:
    remember.using(priority=9).enqueue(text="urgent")
    remember.enqueue_many(Note(text=str(number)) for number in range(3))
    if priority < 0:
        remember.using(priority=priority).enqueue(text="as late")
    job = remember.using(priority=priority).enqueue(text="x")

    assert facts(as_viewer, job, "behind") == {"jobs": ahead, "exact": True}


def test_a_line_is_looked_through_only_so_far(as_viewer: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing, "LOOKED_THROUGH", 2)
    remember.enqueue_many(Note(text=str(number)) for number in range(3))
    job = remember.enqueue(text="x")

    assert not facts(as_viewer, job, "behind")["exact"]


def test_a_job_that_is_not_due_says_when(as_viewer: APIClient) -> None:
    job = remember.using(run_after=timedelta(hours=1)).enqueue(text="x")

    due = job.snapshot().run_after
    assert due
    assert facts(as_viewer, job, "not_due") == {"run_after": f"{due:%Y-%m-%dT%H:%M:%SZ}"}


def test_a_job_that_is_due_at_the_end_of_all_calendars_waits(as_viewer: APIClient) -> None:
    job = remember.using(run_after=datetime.max.replace(tzinfo=UTC)).enqueue(text="x")

    assert facts(as_viewer, job, "not_due") == {"run_after": "9999-12-31T23:59:59Z"}


def test_a_limit_on_how_many_run_at_once_is_named(as_viewer: APIClient, redis: Redis) -> None:
    jobs = [two_at_once.enqueue(text=str(number)) for number in range(3)]
    desk = desk_of(redis, "default")
    for _ in range(3):
        next_of(desk)

    limited = facts(as_viewer, jobs[2], "concurrency_limited")

    assert (limited["limit"], limited["most"], limited["running"]) == ("job:test-two-at-once", 2, 2)
    assert limited["until"]


def test_a_limit_on_how_many_start_says_until_when(as_viewer: APIClient, redis: Redis) -> None:
    _, job = (daily_per_text.enqueue(text="same") for _ in range(2))
    desk = desk_of(redis, "default")
    for _ in range(2):
        next_of(desk)

    assert facts(as_viewer, job, "rate_limited")["until"] > "2026"


def test_limits_of_a_queue_are_named_too(as_viewer: APIClient, redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = JobQueue("narrow", concurrency=Concurrency(1), rate=Rate(1, per=timedelta(days=1)))
    monkeypatch.setitem(queues, "default", narrow)
    job = remember.enqueue(text="x")
    remember.using(priority=9).enqueue(text="y")
    taken(redis)

    codes = [reason["code"] for reason in reasons(as_viewer, job)]

    assert codes == ["no_worker", "queue_concurrency_limited", "queue_rate_limited"]


def test_a_parked_job_says_which_version_it_waits_for(as_viewer: APIClient) -> None:
    job = NEWEST.enqueue(cents=500)
    run_all()

    parked = facts(as_viewer, job, "parked")

    assert parked["version"] == 9
    assert parked["known"] < 9


def test_a_job_that_runs_after_others_names_them(as_viewer: APIClient) -> None:
    parent = remember.enqueue(text="first")
    child = remember.using(after=[parent]).enqueue(text="second")

    (reason,) = reasons(as_viewer, child)
    assert (reason["code"], reason["facts"]) == ("waiting_for", {"jobs": [parent.id]})
    assert reason["detail"] == f"It waits for {parent.id} (pending)."


def test_a_job_that_a_dead_one_holds_back_says_that_it_is_dead(as_viewer: APIClient) -> None:
    parent = remember.enqueue(text="first")
    child = remember.using(after=[parent], on_parent_death=OnParentDeath.HOLD).enqueue(text="second")
    JobRecord.objects.filter(id=parent.id).update(state=JobState.DEAD)

    (reason,) = reasons(as_viewer, child)

    assert reason["detail"] == f"It waits for {parent.id} (dead)."


def test_without_redis_a_job_waits_in_the_database(as_viewer: APIClient, settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}
    job = remember.enqueue(text="x")

    (reason,) = reasons(as_viewer, job)

    assert reason["code"] == "pending"
    assert "Redis is back" in reason["detail"]


def test_what_was_not_sent_yet_is_pending_too(as_viewer: APIClient, redis: Redis) -> None:
    job = remember.enqueue(text="x")
    redis.flushall()

    assert [reason["code"] for reason in reasons(as_viewer, job)] == ["pending"]


def test_a_job_that_runs_or_has_ended_says_so(as_viewer: APIClient, redis: Redis) -> None:
    ended = remember.enqueue(text="x")
    run_all()
    running = remember.enqueue(text="y")
    taken(redis)

    assert facts(as_viewer, ended, "ended")["state"] == "succeeded"
    assert facts(as_viewer, running, "running")["attempt"] == 1


def test_other_peoples_jobs_are_not_there(as_grace: APIClient, ada: User) -> None:
    theirs = remember.using(owner=str(ada.pk)).enqueue(text="x")

    for job_id in (theirs.id, uuid4()):
        assert as_grace.get(f"{JOBS}{job_id}/why/").status_code == 404
