"""Who works is told to those who may look at queues."""

import os
import socket
from typing import Any

import django_rq
import pytest
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from background.rq_adapter.line import Line
from background.rq_adapter.worker.desk import Desk
from background.rq_adapter.worker.gate import Gate
from tests.background.api.conftest import client_of, person
from tests.background.jobs import remember

WORKERS = "/api/v1/workers/"


@pytest.fixture
def as_onlooker() -> APIClient:
    return client_of(person("onlooker", "view_queues"))


@pytest.fixture
def worker() -> Any:
    worker: Any = django_rq.get_worker("default", "email")
    worker.register_birth()
    return worker


def test_a_worker_says_who_it_is_and_what_it_runs(as_onlooker: APIClient, worker: Any, redis: Redis) -> None:
    first, second = remember.enqueue(text="x"), remember.enqueue(text="y")
    desk = Desk(Line(redis), worker.name, ["default"], Gate(lambda: 0))
    desk.take_many(2)

    (told,) = as_onlooker.get(WORKERS).json()["results"]

    assert (told["name"], told["queues"]) == (worker.name, ["default", "email"])
    assert (told["host"], told["pid"]) == (socket.gethostname(), os.getpid())
    assert set(told["current_jobs"]) == {first.id, second.id}
    assert (told["succeeded"], told["failed"]) == (0, 0)
    assert told["last_heartbeat"].endswith("Z")
    desk.close()


def test_those_that_left_or_died_are_not_listed(as_onlooker: APIClient, worker: Any, redis: Redis) -> None:
    other: Any = django_rq.get_worker("default")
    other.register_birth()

    other.register_death()
    left = [told["name"] for told in as_onlooker.get(WORKERS).json()["results"]]
    redis.delete(worker.key)  # as Redis does when it gives no sign of life for long

    assert left == [worker.name]
    assert as_onlooker.get(WORKERS).json() == {"results": []}


@pytest.mark.parametrize(("field", "value"), [("pid", "many"), ("last_heartbeat", "soon"), ("queues", b"\xff"), ("failed_job_count", "")])
def test_a_worker_that_says_nonsense_is_listed_all_the_same(
    as_onlooker: APIClient, worker: Any, redis: Redis, field: str, value: str | bytes
) -> None:
    redis.hset(worker.key, field, value)
    redis.sadd("rq:workers", "rq:worker:text", b"\xff")
    redis.set("rq:worker:text", "x")

    assert [told["name"] for told in as_onlooker.get(WORKERS).json()["results"]] == [worker.name]


def test_only_who_may_look_is_told(as_ada: APIClient) -> None:
    assert as_ada.get(WORKERS).status_code == 403
    assert APIClient().get(WORKERS).status_code == 401


def test_without_redis_it_says_so(as_onlooker: APIClient, settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://127.0.0.1:1/0"}}

    answer = as_onlooker.get(WORKERS)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
