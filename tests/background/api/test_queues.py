"""What queues hold is told to those who may look, and those who may operate them let them rest."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.admin.models import LogEntry
from django.db import OperationalError
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from background.api.urls import urlpatterns
from background.engine.declare import queues
from background.engine.limits import Concurrency, Rate
from background.engine.names import QUEUE_ORDERS
from background.rq_adapter.pause import Pause, pause, pauses
from tests.background import jobs
from tests.background.api.conftest import client_of, person
from tests.background.jobs import ran, remember
from tests.background.worker import run_all

QUEUES = "/api/v1/queues/"


@pytest.fixture
def as_onlooker() -> APIClient:
    return client_of(person("onlooker", "view_queues"))


@pytest.fixture
def as_master() -> APIClient:
    return client_of(person("master", "view_queues", "operate_queues"))


def test_jobs_are_counted_by_where_they_stand(as_onlooker: APIClient) -> None:
    remember.enqueue(text="done")
    jobs.fail.using(max_attempts=1).enqueue(text="lost")
    run_all()
    remember.using(priority=5).enqueue(text="x")
    remember.enqueue(text="y")
    remember.using(run_after=timedelta(hours=1)).enqueue(text="later")

    queue = as_onlooker.get(f"{QUEUES}default/").json()

    counted = {state: queue[state] for state in ("waiting", "active", "completed", "failed", "dead", "delayed", "total")}
    assert counted == {"waiting": 2, "active": 0, "completed": 1, "failed": 1, "dead": 1, "delayed": 1, "total": 4}
    assert queue["oldest_waiting_seconds"] > 0
    assert (queue["workers"], queue["paused"], queue["pause"]) == (0, False, None)
    assert queue["timestamp"].endswith("Z")


def test_every_queue_is_listed(as_onlooker: APIClient, settings: Settings) -> None:
    listed = as_onlooker.get(QUEUES).json()["results"]

    assert [queue["name"] for queue in listed] == sorted(settings.RQ_QUEUES)


def test_a_queue_is_found_by_another_name_that_it_goes_by(as_onlooker: APIClient) -> None:
    assert as_onlooker.get(f"{QUEUES}mail-queue/").json()["name"] == "email"


def test_a_queue_that_is_not_there_is_not_found(as_master: APIClient) -> None:
    statuses = [as_master.get(f"{QUEUES}Email/").status_code, as_master.post(f"{QUEUES}Email/pause/").status_code]

    assert statuses == [404, 404]
    assert pauses() == {}


def test_no_queue_can_be_called_like_any_order_to_another() -> None:
    routes = [str(pattern.pattern) for pattern in urlpatterns]

    orders = {route.removeprefix("queues/<path:name>/").rstrip("/") for route in routes if route.startswith("queues/<path:name>/")} - {""}

    assert orders == set(QUEUE_ORDERS)


def test_its_limits_are_told(as_onlooker: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues["default"], "concurrency", Concurrency(3))
    monkeypatch.setattr(queues["default"], "rate", Rate(10, per=timedelta(minutes=1), burst=2))

    queue = as_onlooker.get(f"{QUEUES}default/").json()

    assert queue["concurrency"] == {"most": 3, "key": ""}
    assert queue["rate_limit"] == {"most": 10, "per_seconds": 60.0, "burst": 2, "key": ""}


@pytest.mark.parametrize("every", [None, 10])
def test_the_turns_of_its_oldest_job_are_told(as_onlooker: APIClient, monkeypatch: pytest.MonkeyPatch, every: int | None) -> None:
    monkeypatch.setattr(queues["default"], "oldest_every", every)

    assert as_onlooker.get(f"{QUEUES}default/").json()["oldest_every"] == every


def test_it_rests_until_it_is_resumed_and_both_are_written_down(as_master: APIClient) -> None:
    remember.enqueue(text="x")

    resting = as_master.post(f"{QUEUES}default/pause/", {"reason": "the shop is shut"}).json()
    run_all()
    before = list(ran)
    resumed = as_master.post(f"{QUEUES}default/resume/").json()
    run_all()

    assert (resting["paused"], resting["pause"]["reason"], resting["pause"]["author"]) == (True, "the shop is shut", "master@example.org")
    assert (before, ran, resumed["paused"]) == ([], ["x"], False)
    entries = [(entry.object_repr, entry.change_message) for entry in LogEntry.objects.order_by("id")]
    assert entries == [("queue default", "Paused the queue: the shop is shut"), ("queue default", "Resumed the queue")]


def test_one_that_did_not_rest_is_resumed_without_a_trace(as_master: APIClient) -> None:
    answer = as_master.post(f"{QUEUES}default/resume/")

    assert (answer.status_code, answer.json()["paused"], LogEntry.objects.count()) == (200, False, 0)


@pytest.mark.parametrize("order", ["pause", "resume"])
def test_what_cannot_be_written_down_is_not_done(as_master: APIClient, order: str) -> None:
    before = _resting(order)

    with patch.object(LogEntry.objects, "create", side_effect=OperationalError("password=hunter2")):
        answer = as_master.post(f"{QUEUES}default/{order}/")

    assert (answer.status_code, answer.json()["code"], "hunter2" in answer.text) == (503, "unavailable", False)
    assert (pauses(), LogEntry.objects.count()) == (before, 0)


@pytest.mark.parametrize("order", ["pause", "resume"])
def test_what_no_database_keeps_is_not_done(order: str) -> None:
    gone = User(email="gone@example.org", is_superuser=True)  # whose entry no database takes, but only when it commits
    client, before = client_of(gone), _resting(order)
    client.raise_request_exception = False

    answer = client.post(f"{QUEUES}default/{order}/")

    assert (answer.status_code, pauses(), LogEntry.objects.count()) == (500, before, 0)


@pytest.mark.parametrize("order", ["pause", "resume"])
def test_what_redis_does_not_do_is_not_written_down(as_master: APIClient, settings: Settings, order: str) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}

    answer = as_master.post(f"{QUEUES}default/{order}/")

    assert (answer.status_code, answer.json()["code"], "hunter2" in answer.text) == (503, "unavailable", False)
    assert LogEntry.objects.count() == 0


def _resting(order: str) -> dict[str, Pause]:
    """The queue rests if it is to be resumed."""
    if order == "resume":
        pause("default", reason="the shop is shut", author="ada")
    return pauses()


@pytest.mark.parametrize("body", [{"reason": "x" * 501}, {"why": "x"}, {"reason": "a\0b"}])
def test_a_pause_with_wrong_words_is_refused(as_master: APIClient, body: dict[str, str]) -> None:
    assert as_master.post(f"{QUEUES}default/pause/", body).status_code == 400
    assert pauses() == {}


def test_each_right_is_needed(as_ada: APIClient, as_onlooker: APIClient) -> None:
    only_operates = client_of(person("blind", "operate_queues"))
    pause("default")

    for client, looking in ((as_ada, 403), (as_onlooker, 200), (only_operates, 403)):
        assert [client.get(QUEUES).status_code, client.get(f"{QUEUES}default/").status_code] == [looking, looking]
        assert [client.post(f"{QUEUES}default/{order}/").status_code for order in ("pause", "resume")] == [403, 403]
    assert list(pauses()) == ["default"]


def test_without_redis_it_says_so(as_onlooker: APIClient, settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}

    answer = as_onlooker.get(QUEUES)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "hunter2" not in answer.text


def test_a_query_that_nobody_would_heed_is_refused(as_onlooker: APIClient) -> None:
    assert [as_onlooker.get(f"{QUEUES}{part}?state=dead").status_code for part in ("", "default/")] == [400, 400]
