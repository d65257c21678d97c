"""Jobs over HTTP: start one, look at one, and see nothing of other people's."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import User
from background.engine import registry
from background.engine.secret import Secret
from tests.background.api.conftest import client_of, person
from tests.background.jobs import fail, remember, return_object, reveal
from tests.background.rq_adapter.worker.jobs import return_much
from tests.background.worker import run_all

JOBS = "/api/v1/jobs/"


def test_the_owner_sees_state_and_result_but_neither_payload_nor_traceback(as_ada: APIClient, ada: User) -> None:
    handle = remember.using(owner=str(ada.pk)).enqueue(text="private")
    run_all()

    job = as_ada.get(f"{JOBS}{handle.id}/").json()

    assert (job["state"], job["result"], job["attempts"]) == ("succeeded", "private", 1)
    assert set(job) == {
        *("id", "name", "queue", "tags", "state", "progress", "attempts", "max_attempts", "priority", "created_at", "run_after"),
        *("enqueued_at", "started_at", "finished_at", "result", "error", "note", "links"),
    }
    assert datetime.fromisoformat(job["created_at"]) <= datetime.fromisoformat(job["finished_at"])


@pytest.mark.parametrize(
    ("name", "why"),
    [(return_object.name, "it is not JSON: object: "), (return_much.name, "it weighs 1,000,002 bytes, and the limit is 65,536")],
)
def test_a_result_that_cannot_be_kept_is_missed_in_the_note_and_in_the_log(as_ada: APIClient, ada: User, name: str, why: str) -> None:
    handle = registry.find(name).using(owner=str(ada.pk)).enqueue()
    run_all()

    job = as_ada.get(f"{JOBS}{handle.id}/").json()
    lines = as_ada.get(f"{JOBS}{handle.id}/logs/").json()["results"]

    assert (job["state"], job["result"]) == ("succeeded", None)
    assert job["note"].startswith(f"the result was not kept: {why}")
    assert [(line["level"], line["text"]) for line in lines] == [("warning", job["note"])]


def test_a_second_job_where_only_one_may_be_is_a_conflict(as_operator: APIClient) -> None:
    first, second = (as_operator.post(JOBS, {"name": "test-only-one"}, format="json") for _ in range(2))

    assert (first.status_code, second.status_code, second.json()["code"]) == (202, 409, "not_unique")


def test_a_key_that_somebody_elses_job_has_tells_nothing_of_that_job(as_operator: APIClient, ada: User) -> None:
    theirs = remember.using(owner=str(ada.pk), unique_key="inventory", tags=["private"], run_after=timedelta(hours=1)).enqueue(
        text="private"
    )

    answer = as_operator.post(JOBS, {"name": "test-remember", "options": {"unique_key": "inventory"}}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_unique")
    assert theirs.id not in answer.text
    assert "private" not in answer.text


def test_who_sees_all_jobs_gets_the_one_that_has_the_key(ada: User) -> None:
    theirs = remember.using(owner=str(ada.pk), unique_key="inventory", run_after=timedelta(hours=1)).enqueue(text="x")
    client = client_of(person("manager", "view_jobs", "operate_jobs"))

    answer = client.post(JOBS, {"name": "test-remember", "options": {"unique_key": "inventory"}}, format="json")

    assert (answer.status_code, answer.json()["id"]) == (202, theirs.id)


@pytest.mark.parametrize("name", ["resend-email", "bulk-email", "newsletter", "newsletter-audience", "newsletter-sent", "django-task"])
def test_a_job_that_only_code_starts_cannot_be_started_by_its_name(as_operator: APIClient, name: str) -> None:
    answer = as_operator.post(JOBS, {"name": name}, format="json")

    (error,) = answer.json()["errors"]
    offered = error["detail"].partition("; known are ")[2].split(", ")
    assert (answer.status_code, error["pointer"], error["code"]) == (400, "/name", "unknown_job")
    assert "unreliable-operation" in offered
    assert name not in offered


def test_options_that_contradict_those_of_the_job_are_refused(as_operator: APIClient) -> None:
    body = {"name": "test-perishable", "options": {"delay_seconds": 61}}

    answer = as_operator.post(JOBS, body, format="json")

    assert answer.status_code == 400
    assert "it would expire before it may begin" in str(answer.json()["errors"])


def test_a_dead_job_says_why_without_its_traceback(as_ada: APIClient, ada: User) -> None:
    handle = fail.using(owner=str(ada.pk), max_attempts=1).enqueue(text="x")
    run_all()

    job = as_ada.get(f"{JOBS}{handle.id}/").json()

    assert job["error"] == {"code": "ValueError", "message": "no luck with x"}


def test_a_tag_of_an_answer_is_known_again_without_its_weakness(as_ada: APIClient, ada: User) -> None:
    """By the weak comparison of RFC 9110, 13.1.2: what stands between takes the mark away, or puts it before."""
    handle = remember.using(owner=str(ada.pk)).enqueue(text="x")
    tag = as_ada.get(f"{JOBS}{handle.id}/")["ETag"]

    answers = [as_ada.get(f"{JOBS}{handle.id}/", headers={"If-None-Match": known}) for known in (tag, tag.removeprefix("W/"), '"other"')]

    assert tag.startswith("W/")
    assert [answer.status_code for answer in answers] == [304, 304, 200]


def test_somebody_elses_job_answers_like_one_that_is_not_there(as_grace: APIClient, ada: User) -> None:
    handle = remember.using(owner=str(ada.pk)).enqueue(text="private")

    theirs, nobodys = as_grace.get(f"{JOBS}{handle.id}/"), as_grace.get(f"{JOBS}{uuid4()}/")

    assert theirs.status_code == nobodys.status_code == 404
    assert {**theirs.json(), "request_id": "", "instance": ""} == {**nobodys.json(), "request_id": "", "instance": ""}


def test_a_job_without_an_owner_belongs_to_no_one(as_ada: APIClient) -> None:
    handle = remember.enqueue(text="x")

    assert as_ada.get(f"{JOBS}{handle.id}/").status_code == 404


def test_nobody_in_particular_is_asked_to_log_in() -> None:
    answer = APIClient().get(f"{JOBS}{uuid4()}/")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"]


def test_staff_sees_the_payload_with_its_secrets_masked(as_viewer: APIClient) -> None:
    handle = reveal.enqueue(pin=Secret("042137"))

    job = as_viewer.get(f"{JOBS}{handle.id}/").json()

    assert job["data"] == {"pin": "********"}


def test_the_status_has_the_documents_shape(as_viewer: APIClient) -> None:
    handle = remember.enqueue(text="x")
    run_all()

    status = as_viewer.get(f"{JOBS}{handle.id}/status/").json()

    assert set(status) == {"id", "state", "progress", "data", "attempts", "failed_reason", "timestamp"}
    assert (status["state"], status["data"], status["failed_reason"]) == ("succeeded", {"text": "x", "tags": []}, None)


def test_the_owners_status_holds_no_payload(as_ada: APIClient, ada: User) -> None:
    handle = fail.using(owner=str(ada.pk), max_attempts=1).enqueue(text="private")
    run_all()

    status = as_ada.get(f"{JOBS}{handle.id}/status/").json()

    assert status["data"] is None
    assert status["failed_reason"] == "no luck with private"


def test_what_the_client_has_is_not_sent_again(as_viewer: APIClient) -> None:
    handle = remember.enqueue(text="x")
    first = as_viewer.get(f"{JOBS}{handle.id}/")

    again = as_viewer.get(f"{JOBS}{handle.id}/", headers={"if-none-match": first["ETag"]})
    run_all()
    changed = as_viewer.get(f"{JOBS}{handle.id}/", headers={"if-none-match": first["ETag"]})

    assert first["ETag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, changed.json()["state"]) == (200, "succeeded")
    assert first["Cache-Control"] == "private, no-cache"


def test_an_operator_starts_a_job_and_is_told_where_to_look(as_operator: APIClient) -> None:
    answer = as_operator.post(JOBS, {"name": "test-remember", "data": {"text": "x"}, "options": {"priority": 7, "max_attempts": 2}})

    assert answer.status_code == 202
    assert answer["Retry-After"] == "2"
    assert answer["Location"] == answer.json()["links"]["self"]
    job = as_operator.get(answer["Location"]).json()
    assert (job["state"], job["priority"], job["max_attempts"]) == ("queued", 7, 2)


@pytest.mark.parametrize("options", [{"delay_seconds": 3600}, {"run_after": (timezone.now() + timedelta(hours=1)).isoformat()}])
def test_a_job_can_wait(as_operator: APIClient, options: dict[str, Any]) -> None:
    job = as_operator.post(JOBS, {"name": "test-remember", "data": {}, "options": options}).json()

    assert job["state"] == "scheduled"
    assert abs(datetime.fromisoformat(job["run_after"]) - timezone.now() - timedelta(hours=1)) < timedelta(minutes=5)


def test_others_may_not_start_jobs(as_ada: APIClient, as_viewer: APIClient, redis: Redis) -> None:
    for client in (as_ada, as_viewer):
        assert client.post(JOBS, {"name": "test-remember", "data": {}}).status_code == 403

    assert redis.keys("rq:job:*") == []


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        ({"name": "no-such-job", "data": {}}, "/name", "known are"),
        ({"data": {}}, "/name", "required"),
        ({"name": "test-remember", "data": {"text": 7}}, "/data", "Expected `str`, got `int`"),
        ({"name": "test-remember", "data": {"colour": "red"}}, "/data", "unknown field 'colour'"),
        ({"name": "test-reveal", "data": {}}, "/data", "missing required field `pin`"),
        ({"name": "test-remember", "data": {"text": "x" * 70_000}}, "/data", "in storage"),
        ({"name": "test-remember", "data": []}, "/data", "dictionary"),
        ({"name": "test-remember", "data": {}, "options": {"priority": 101}}, "/options/priority", "100"),
        ({"name": "test-remember", "data": {}, "options": {"timeout_seconds": 0}}, "/options/timeout_seconds", "1"),
        ({"name": "test-remember", "data": {}, "options": {"delay_seconds": 2**62}}, "/options/delay_seconds", "less than"),
        ({"name": "test-remember", "data": {}, "options": {"timeout_seconds": -(2**62)}}, "/options/timeout_seconds", "greater"),
        ({"name": "test-reveal", "data": {"pin": 123}}, "/data", "Expected `str`, got `int`"),
        ({"name": "test-remember", "data": {}, "options": {"colour": 1}}, "/options/colour", "no such field; there are priority, "),
        ({"name": "test-remember", "data": {}, "options": {"tags": ["a b"]}}, "/options/tags/0", "A tag is 1 to 50 letters, digits"),
        (
            {"name": "test-remember", "data": {}, "options": {"run_after": "2026-01-01T00:00:00Z", "delay_seconds": 1}},
            "/options/delay_seconds",
            "not both",
        ),
        ({"name": "test-remember", "data": {}, "colour": "red"}, "/colour", "no such field; there are name, data, options."),
    ],
)
def test_bad_input_is_named_and_nothing_is_started(
    as_operator: APIClient, redis: Redis, body: dict[str, Any], pointer: str, words: str
) -> None:
    answer = as_operator.post(JOBS, body)

    problem = answer.json()
    assert answer.status_code == 400
    assert [(error["pointer"], words in error["detail"]) for error in problem["errors"]] == [(pointer, True)]
    assert redis.keys("rq:job:*") == []


def test_a_queue_that_is_down_accepts_work_and_knows_what_it_accepted(as_operator: APIClient, settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}

    made = as_operator.post(JOBS, {"name": "test-remember", "data": {}})
    asked = as_operator.get(made["Location"])

    assert (made.status_code, asked.status_code) == (202, 200)
    assert made.json()["state"] == asked.json()["state"] == "pending"


def test_a_queue_that_is_down_cannot_be_asked_about_others(as_operator: APIClient, settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}

    answer = as_operator.get(f"{JOBS}{uuid4()}/")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "hunter2" not in answer.text


@pytest.mark.parametrize("part", ["", "status/", "attempts/", "logs/", "why/", "events/"])
def test_a_query_that_nobody_would_heed_is_refused(part: str, as_ada: APIClient, ada: User) -> None:
    job = remember.using(owner=str(ada.pk)).enqueue(text="x")

    answer = as_ada.get(f"/api/v1/jobs/{job.id}/{part}?stat=dead")

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/stat", "unknown_field")]
