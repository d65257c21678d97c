"""A request that is sent again is not carried out again."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from background.ledger import idempotency
from background.models import IdempotencyKey, JobRecord
from tests.background.api.conftest import client_of, person

JOBS = "/api/v1/jobs/"
BODY = {"name": "test-remember", "data": {"text": "x"}}

type Post = Callable[..., Any]


@pytest.fixture
def post(as_operator: APIClient) -> Post:
    def post(body: dict[str, Any] = BODY, key: str = "key-1", client: APIClient = as_operator) -> Any:
        return client.post(JOBS, body, headers={"Idempotency-Key": key})

    return post


def test_the_same_request_is_answered_as_the_first_time(post: Post) -> None:
    first, again = post(), post({"data": {"text": "x"}, "name": "test-remember"})

    assert (first.status_code, again.status_code) == (202, 202)
    assert first.content == again.content
    assert {name: first[name] for name in ("Location", "Retry-After")} == {name: again[name] for name in ("Location", "Retry-After")}
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert JobRecord.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_whose_job_redis_cannot_place_yet_is_not_carried_out_twice(post: Post, redis: Redis) -> None:
    redis.set("rq:queue:default", "nonsense")

    first, again = post(), post()

    assert (first.status_code, again.status_code) == (202, 202)
    assert JobRecord.objects.count() == 1


def test_another_body_with_the_same_key_is_refused(post: Post) -> None:
    post()

    answer = post({**BODY, "data": {"text": "y"}})

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert answer["Content-Type"] == "application/problem+json"
    assert JobRecord.objects.count() == 1


def test_while_the_first_is_carried_out_the_second_is_told_to_wait(post: Post) -> None:
    post()
    IdempotencyKey.objects.update(status=0)

    answer = post()

    assert (answer.status_code, answer["Retry-After"], answer.json()["code"]) == (409, "1", "idempotency_in_progress")


def test_what_somebody_died_over_is_carried_out_by_the_next(post: Post) -> None:
    post()
    JobRecord.objects.all().delete()
    IdempotencyKey.objects.update(status=0, claimed_at=timezone.now() - idempotency.ABANDONED_AFTER)

    answer = post()

    assert answer.status_code == 202
    assert JobRecord.objects.count() == 1


def test_who_comes_too_late_takes_back_what_was_done(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "finish", lambda *_, **__: False)

    answer = post()

    assert answer.status_code == 409
    assert JobRecord.objects.count() == 0


def test_a_key_is_its_users_own(post: Post) -> None:
    other = client_of(person("other", "operate_jobs"))

    first, second = post(), post(client=other)

    assert first.json()["id"] != second.json()["id"]


def test_a_refusal_leaves_the_key_free(post: Post) -> None:
    refused = post({"name": "no-such-job", "data": {}})
    accepted = post()

    assert (refused.status_code, accepted.status_code) == (400, 202)


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é"])
def test_what_is_no_key_is_refused(post: Post, key: str) -> None:
    answer = post(key=key)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_idempotency_key")
    assert JobRecord.objects.count() == 0


def test_after_a_day_a_key_is_new(post: Post) -> None:
    first = post()
    IdempotencyKey.objects.update(claimed_at=timezone.now() - timedelta(hours=24))

    again = post({**BODY, "data": {"text": "y"}})

    assert again.status_code == 202
    assert first.json()["id"] != again.json()["id"]


def test_keys_are_pruned_after_a_day(post: Post) -> None:
    post(key="old")
    IdempotencyKey.objects.update(claimed_at=timezone.now() - timedelta(hours=25))
    post(key="new")

    pruned = idempotency.prune()

    assert pruned == 1
    assert IdempotencyKey.objects.get().key == "new"


def test_it_works_while_redis_is_away(post: Post, settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}

    first, again = post(), post()

    assert first.content == again.content
    assert JobRecord.objects.count() == 1


def test_a_job_that_no_ledger_follows_is_started_once_too(post: Post) -> None:
    first, again = (post({"name": "test-careless", "data": {}}) for _ in range(2))

    assert (first.status_code, first.content) == (202, again.content)


def test_parallel_equal_requests_make_one_job() -> None:
    user = person("parallel", "operate_jobs")
    answers: list[Any] = []
    together = threading.Barrier(8)

    def ask() -> None:
        client = client_of(user)
        together.wait()
        for _ in range(100):
            answer = client.post(JOBS, BODY, headers={"Idempotency-Key": "one"})
            if answer.status_code != 409:
                break
            threading.Event().wait(0.05)
        answers.append(answer)
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1
    assert [answer.get("Idempotency-Replayed") for answer in answers].count("true") == 7
    assert JobRecord.objects.count() == 1
