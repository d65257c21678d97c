"""Tags say what a job belongs to; the call's win over the job type's, and those over the queue's."""

import pytest
from rest_framework.test import APIClient

from background.engine.declare import JobQueue
from background.engine.job import Job
from background.exceptions import OptionInvalid
from background.models import JobRecord
from tests.background.api.conftest import client_of, person
from tests.background.jobs import Note, remember

shop = JobQueue("default", tags=["shop"])


@shop.job("test-sell", Note)
def sell(job: Job[Note]) -> None: ...


@shop.job("test-refund", Note, tags=["money"])
def refund(job: Job[Note]) -> None: ...


def test_the_nearest_tags_count() -> None:
    assert sell.options.tags == ("shop",)
    assert refund.options.tags == ("money",)
    assert refund.using(tags=["urgent", "eu-west"]).options.tags == ("urgent", "eu-west")


@pytest.mark.parametrize("tags", [["two words"], [""], ["x" * 51], ["a", "a"], [str(number) for number in range(11)], ["new\n"], ["<b>"]])
def test_what_is_no_tag_is_refused(tags: list[str]) -> None:
    with pytest.raises(OptionInvalid, match="tag"):
        remember.using(tags=tags)


@pytest.fixture
def operator(transactional_db: None) -> APIClient:
    return client_of(person("operator", "operate_jobs", "view_jobs"))


def test_tags_and_a_key_come_over_http(operator: APIClient) -> None:
    body = {"name": "test-remember", "data": {}, "options": {"tags": ["shop:7"], "unique_key": "order 7"}}

    first, second = (operator.post("/api/v1/jobs/", body).json() for _ in range(2))

    assert first["tags"] == ["shop:7"]
    assert first["id"] == second["id"]
    assert JobRecord.objects.get().tags == "shop:7"


def test_bad_tags_over_http_are_named(operator: APIClient) -> None:
    answer = operator.post("/api/v1/jobs/", {"name": "test-remember", "data": {}, "options": {"tags": ["two words"]}})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/options/tags/0"]
