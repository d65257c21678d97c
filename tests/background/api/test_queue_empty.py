"""What waits in a queue can be forgotten over HTTP."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from rest_framework.test import APIClient

from background.constants import JobState
from background.ledger.recorder import Recorder
from tests.background.api.conftest import client_of, person
from tests.background.jobs import Note, ran, remember
from tests.background.worker import run_all

EMPTY = "/api/v1/queues/default/empty/"


@pytest.fixture
def as_master() -> APIClient:
    return client_of(person("master", "view_queues", "operate_queues"))


def test_what_waits_is_forgotten_and_cancelled_and_what_is_delayed_stays(as_master: APIClient) -> None:
    waiting = [remember.enqueue(text="x"), remember.using(priority=7).enqueue(text="y")]
    delayed = remember.using(run_after=timedelta(hours=1)).enqueue(text="z")

    answer = as_master.post(EMPTY)

    assert (answer.status_code, answer.json()) == (200, {"removed": 2, "has_more": False})
    Recorder().catch_up()
    assert [handle.snapshot().state for handle in (*waiting, delayed)] == [JobState.CANCELLED, JobState.CANCELLED, JobState.SCHEDULED]
    run_all()
    assert ran == []
    (entry,) = LogEntry.objects.all()
    assert entry.change_message.startswith("Deleted 2 jobs of queue default: ")


def test_a_limit_takes_the_next_ones_and_says_that_there_are_more(as_master: APIClient) -> None:
    list(remember.enqueue_many(Note(text=str(number)) for number in range(3)))

    assert as_master.post(EMPTY, {"limit": 2}, format="json").json() == {"removed": 2, "has_more": True}
    run_all()
    assert ran == ["2"]
    assert as_master.post(EMPTY).json() == {"removed": 0, "has_more": False}


@pytest.mark.parametrize("body", [{"limit": 0}, {"limit": 10_001}, {"all": True}])
def test_a_bad_order_changes_nothing(as_master: APIClient, body: dict[str, object]) -> None:
    remember.enqueue(text="x")

    assert as_master.post(EMPTY, body, format="json").status_code == 400
    assert as_master.post("/api/v1/queues/nowhere/empty/").status_code == 404
    run_all()
    assert ran == ["x"]


def test_only_who_may_operate_empties(as_ada: APIClient) -> None:
    remember.enqueue(text="x")

    clients = [as_ada, client_of(person("onlooker", "view_queues")), client_of(person("blind", "operate_queues"))]

    assert [client.post(EMPTY).status_code for client in clients] == [403] * 3
    run_all()
    assert ran == ["x"]
