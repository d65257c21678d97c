"""Fifty queues, two hundred workers, odd names, and a Redis that goes away in the middle: the pages that tell of them bear it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import django_rq
import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import Settings
from redis import Redis
from redis.client import Pipeline
from redis.exceptions import ConnectionError as NoConnection
from rest_framework.test import APIClient

from accounts.models import User
from background.rq_adapter.pause import pauses
from tests.background.admin.places import url
from tests.background.api.conftest import client_of, person

QUEUES, WORKERS = "/api/v1/queues/", "/api/v1/workers/"
ODD = ["a/b", "a:b", "a+b", "a<b>", "50", "A.b-c_d", "a/b/c"]


@pytest.fixture
def as_master() -> APIClient:
    return client_of(person("master", "view_queues", "operate_queues"))


@pytest.fixture
def boss() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(email="boss@example.org", password="pass phrase", name="Boss"))
    return client


@pytest.fixture
def names(settings: Settings) -> list[str]:
    """As many queues as a large project has, and some that are named oddly."""
    names = [*(f"queue-{number}" for number in range(50)), *ODD]
    settings.RQ_QUEUES = settings.RQ_QUEUES | dict.fromkeys(names, settings.RQ_QUEUES["default"])
    django_rq.settings.QUEUES.update(settings.RQ_QUEUES)
    return names


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    former = dict(django_rq.settings.QUEUES)
    yield
    django_rq.settings.QUEUES.clear()
    django_rq.settings.QUEUES.update(former)


def register(redis: Redis, number: int, names: list[str]) -> None:
    now = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime())
    pipeline = redis.pipeline(transaction=False)
    for index in range(number):
        key = f"rq:worker:worker-{index:03}"
        said = {"birth": now, "last_heartbeat": now, "queues": ",".join(names), "pid": index, "hostname": "near", "state": "idle"}
        pipeline.hset(key, mapping=said)
        pipeline.expire(key, 400)
        for place in ("rq:workers", *(f"rq:workers:{name}" for name in names)):
            pipeline.sadd(place, key)
    pipeline.execute()


def test_many_of_both_are_told_in_few_round_trips(as_master: APIClient, boss: Client, redis: Redis, names: list[str]) -> None:
    register(redis, 200, names)
    trips: list[int] = []
    execute = Pipeline.execute

    def counting(pipeline: Pipeline, *args: Any, **options: Any) -> Any:
        trips.append(len(pipeline))
        return execute(pipeline, *args, **options)

    with patch.object(Pipeline, "execute", counting):
        told = as_master.get(QUEUES).json()["results"]

    assert len(trips) <= 6
    assert {queue["name"]: queue["workers"] for queue in told}.items() >= dict.fromkeys(names, 200).items()
    assert len(as_master.get(WORKERS).json()["results"]) == 200
    assert boss.get(url("home")).status_code == 200


def test_the_page_of_the_workers_of_a_queue_shows_them_all(boss: Client, redis: Redis, settings: Settings) -> None:
    register(redis, 200, ["default"])
    page = boss.get(url("workers", sorted(settings.RQ_QUEUES).index("default")))

    assert (page.status_code, page.text.count("worker-")) == (200, 400)


@pytest.mark.parametrize("odd", ["near/1", "?near#1", "nähe", "<b>near</b>", "a" * 3000])
def test_a_worker_with_an_odd_name_hides_no_other(boss: Client, as_master: APIClient, redis: Redis, settings: Settings, odd: str) -> None:
    register(redis, 1, ["default"])
    redis.copy("rq:worker:worker-000", f"rq:worker:{odd}")
    for place in ("rq:workers", "rq:workers:default"):
        redis.sadd(place, f"rq:worker:{odd}")

    page = boss.get(url("workers", sorted(settings.RQ_QUEUES).index("default")))

    assert (page.status_code, "worker-000" in page.text, escape(odd) in page.text) == (200, True, True)
    assert {told["name"] for told in as_master.get(WORKERS).json()["results"]} == {"worker-000", odd}


@pytest.mark.parametrize("name", ODD)
def test_a_queue_with_an_odd_name_is_found_and_rests(as_master: APIClient, names: list[str], name: str) -> None:
    one = f"{QUEUES}{quote(name)}/"

    found = as_master.get(one)
    resting = as_master.post(f"{one}pause/", {"reason": "why not"})
    paused = list(pauses())
    as_master.post(f"{one}resume/")

    assert (found.status_code, found.json().get("name")) == (200, name)
    assert (resting.status_code, paused, pauses()) == (200, [name], {})


@contextmanager
def going_away(after: int) -> Iterator[None]:
    """Redis answers so many times, and never again."""
    answers, execute, command = iter(range(after)), Pipeline.execute, Redis.execute_command

    def gone() -> None:
        if next(answers, None) is None:
            raise NoConnection("redis://:hunter2@near")

    def together(pipeline: Pipeline, *args: Any, **options: Any) -> Any:
        gone()
        return execute(pipeline, *args, **options)

    def alone(client: Redis, *args: Any, **options: Any) -> Any:
        gone()
        return command(client, *args, **options)

    with patch.object(Pipeline, "execute", together), patch.object(Redis, "execute_command", alone):
        yield


@pytest.mark.parametrize("path", [QUEUES, f"{QUEUES}default/", WORKERS])
@pytest.mark.parametrize("after", range(6))
def test_a_redis_that_goes_away_in_the_middle_is_a_503(as_master: APIClient, redis: Redis, path: str, after: int) -> None:
    register(redis, 2, ["default"])

    with going_away(after):
        answer = as_master.get(path)

    assert answer.status_code == 200 or (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("after", range(0, 16, 2))
def test_the_admin_says_so_too(boss: Client, redis: Redis, settings: Settings, after: int) -> None:
    register(redis, 2, ["default"])
    default = sorted(settings.RQ_QUEUES).index("default")

    for page in (url("home"), url("workers", default), url("worker_details", default, "rq:worker:worker-000")):
        with going_away(after):
            answer = boss.get(page)
        assert (page, answer.status_code in {200, 503}, "hunter2" in answer.text) == (page, True, False)
