"""Somebody puts another kind of value where we keep ours: it counts as empty, and takes its part from an answer, not the answer."""

from typing import Any

import pytest
from redis import Redis
from rest_framework.test import APIClient

from tests.background.api.conftest import client_of, person
from tests.background.jobs import give_up, remember
from tests.background.worker import run_all

LETTERS = "/api/v1/dead-letters/"


@pytest.fixture
def as_onlooker() -> APIClient:
    return client_of(person("onlooker", "view_queues", "view_jobs", "operate_queues"))


def told(client: APIClient, url: str) -> Any:
    answer = client.get(f"/api/v1/{url}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def of_another_kind(redis: Redis, key: str) -> None:
    redis.delete(key)
    redis.set(key, "of another kind")


def test_the_queues_of_the_settings_are_told_without_the_list_of_redis(as_onlooker: APIClient, redis: Redis) -> None:
    remember.enqueue(text="x")
    of_another_kind(redis, "rq:queues")

    waiting = {queue["name"]: queue["waiting"] for queue in told(as_onlooker, "queues/")["results"]}

    assert waiting == {"dead_letter": 0, "default": 1, "email": 0, "notification": 0}


def test_no_queue_rests_where_the_pauses_cannot_be_read(as_onlooker: APIClient, redis: Redis) -> None:
    of_another_kind(redis, "rq:paused")

    shown = told(as_onlooker, "queues/default/")

    assert (shown["paused"], shown["pause"]) == (False, None)
    assert len(told(as_onlooker, "queues/")["results"]) == 4


def test_no_worker_is_told_where_their_list_cannot_be_read(as_onlooker: APIClient, redis: Redis) -> None:
    of_another_kind(redis, "rq:workers")

    assert told(as_onlooker, "workers/") == {"results": []}


@pytest.mark.parametrize("key", ["rq:dead_letters", "rq:failed:default"])
def test_no_dead_letter_is_told_where_they_cannot_be_read(key: str, as_onlooker: APIClient, redis: Redis) -> None:
    give_up.enqueue(text="x")
    run_all()
    of_another_kind(redis, key)

    assert told(as_onlooker, "dead-letters/")["results"] == []
    assert as_onlooker.post(f"{LETTERS}replay/").json()["matched"] == 0


def test_the_dead_letters_of_other_queues_are_told(as_onlooker: APIClient, redis: Redis) -> None:
    dead = give_up.enqueue(text="x")
    run_all()
    of_another_kind(redis, "rq:failed:email")
    of_another_kind(redis, "rq:queues")

    assert [letter["original_job"]["id"] for letter in told(as_onlooker, "dead-letters/")["results"]] == [dead.id]
