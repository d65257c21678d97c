"""Jobs are found by what is known of them, each person's own."""

from uuid import uuid4

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from background.constants import JobState
from background.ledger.indexer import Indexer
from background.ledger.recorder import Recorder
from tests.background.jobs import Note, fail, remember
from tests.background.worker import run_all

JOBS = "/api/v1/jobs/"


def ids(client: APIClient, query: str = "") -> list[str]:
    answer = client.get(f"{JOBS}?{query}")
    assert answer.status_code == 200, answer.text
    return [job["id"] for job in answer.json()["results"]]


def test_people_find_their_own_jobs_newest_first(as_ada: APIClient, ada: User) -> None:
    remember.enqueue(text="nobody's")
    own = [remember.using(owner=str(ada.pk)).enqueue(text=text).id for text in ("older", "newer")]

    assert ids(as_ada) == own[::-1]


def test_staff_find_everybodys(as_viewer: APIClient, ada: User) -> None:
    theirs = remember.using(owner=str(ada.pk)).enqueue(text="x")

    assert ids(as_viewer) == [theirs.id]
    assert ids(as_viewer, f"owner={ada.pk}") == [theirs.id]
    assert ids(as_viewer, "owner=nobody") == []


def test_the_state_is_what_redis_says_even_when_nobody_wrote_it_down(as_viewer: APIClient) -> None:
    remember.enqueue(text="x")
    run_all()

    (job,) = as_viewer.get(JOBS).json()["results"]

    assert job["state"] == "succeeded"


def test_jobs_are_found_by_state_name_and_error(as_viewer: APIClient) -> None:
    good, bad = remember.enqueue(text="x"), fail.using(max_attempts=1).enqueue(text="y")
    run_all()
    Recorder().catch_up()

    assert ids(as_viewer, "state=succeeded") == [good.id]
    assert ids(as_viewer, "state=dead&state=cancelled") == [bad.id]
    assert ids(as_viewer, "name=test-fail") == [bad.id]
    assert ids(as_viewer, "error=ValueError") == [bad.id]
    assert ids(as_viewer, "queue=email") == []


@pytest.mark.parametrize("what", ["id", "request", "name"])
def test_a_word_finds_a_job_by_its_id_its_request_or_its_name(as_viewer: APIClient, as_operator: APIClient, what: str) -> None:
    made = as_operator.post(JOBS, {"name": "test-remember", "data": {}}, headers={"X-Request-ID": "request-12345"}).json()
    fail.enqueue(text="another")
    Indexer().catch_up()
    word = {"id": made["id"], "request": "request-12345", "name": "test-rem"}[what]

    assert ids(as_viewer, f"q={word}") == [made["id"]]


def test_times_bound_a_list(as_viewer: APIClient) -> None:
    remember.enqueue(text="x")

    assert ids(as_viewer, "created_after=2100-01-01T00:00:00Z") == []
    assert len(ids(as_viewer, "created_before=2100-01-01T00:00:00Z")) == 1


@pytest.mark.parametrize(
    "query",
    ["state=nope", "created_after=yesterday", "limit=101", "limit=0", "colour=red", "cursor=nonsense", "cursor=cD0=", "cursor=cD0lMDA="],
)
def test_a_bad_filter_is_refused(as_viewer: APIClient, query: str) -> None:
    answer = as_viewer.get(f"{JOBS}?{query}")

    assert answer.status_code in (400, 404), answer.text
    assert answer["Content-Type"] == "application/problem+json"


def test_pages_follow_each_other_while_jobs_come_in(as_viewer: APIClient) -> None:
    made = [handle.id for handle in remember.enqueue_many(Note(text=str(number)) for number in range(5))]

    first = as_viewer.get(f"{JOBS}?limit=2")
    remember.enqueue(text="newer")
    second = as_viewer.get(first.json()["next"])

    assert [job["id"] for job in first.json()["results"] + second.json()["results"]] == made[:0:-1]
    assert 'rel="next"' in first["Link"]


def test_a_list_is_there_while_redis_is_away(as_viewer: APIClient, settings: Settings) -> None:
    remember.enqueue(text="x")
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}

    assert len(ids(as_viewer)) == 1


def test_attempts_are_there_and_their_tracebacks_for_staff_only(as_ada: APIClient, as_viewer: APIClient, ada: User) -> None:
    handle = fail.using(max_attempts=1, owner=str(ada.pk)).enqueue(text="x")
    run_all()
    Recorder().catch_up()

    own, all_of_it = (client.get(f"{JOBS}{handle.id}/attempts/").json()["results"] for client in (as_ada, as_viewer))

    assert [(run["number"], run["outcome"], run["error_code"]) for run in own] == [(1, "failed", "ValueError")]
    assert "traceback" not in own[0]
    assert "no luck with x" in all_of_it[0]["traceback"]


def test_a_waiting_job_is_cancelled_by_its_owner_and_only_once(as_ada: APIClient, ada: User) -> None:
    handle = remember.using(owner=str(ada.pk)).enqueue(text="x")

    first, second = (as_ada.post(f"{JOBS}{handle.id}/cancel/", {"reason": "not needed"}) for _ in range(2))

    assert (first.status_code, first.json()["state"]) == (202, "cancelled")
    assert second.status_code == 409


def test_a_dead_job_starts_afresh_and_a_waiting_one_does_not(as_ada: APIClient, ada: User) -> None:
    handle = fail.using(max_attempts=1, owner=str(ada.pk)).enqueue(text="x")
    run_all()

    first, second = (as_ada.post(f"{JOBS}{handle.id}/retry/") for _ in range(2))

    assert (first.status_code, first.json()["state"]) == (202, "queued")
    assert (second.status_code, second.json()["detail"]) == (409, "the job cannot be started afresh: it waits for its turn")


def test_a_fresh_start_takes_no_particulars(as_ada: APIClient, ada: User) -> None:
    handle = fail.using(max_attempts=1, owner=str(ada.pk)).enqueue(text="x")
    run_all()

    answer = as_ada.post(f"{JOBS}{handle.id}/retry/", {"delay_seconds": 60})

    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/delay_seconds", "unknown_field")]
    assert handle.snapshot().state is JobState.DEAD


def test_a_fresh_start_waits_for_the_one_that_has_the_key(as_ada: APIClient, ada: User) -> None:
    dead = fail.using(max_attempts=1, owner=str(ada.pk), unique_key="inventory").enqueue(text="x")
    run_all()
    fail.using(unique_key="inventory").enqueue(text="y")

    answer = as_ada.post(f"{JOBS}{dead.id}/retry/")

    assert (answer.status_code, answer.json()["detail"]) == (409, "the job cannot be started afresh: another job has its unique key")


@pytest.mark.parametrize("order", ["cancel", "retry"])
def test_who_may_only_look_gives_no_orders(as_viewer: APIClient, ada: User, order: str) -> None:
    theirs = remember.using(owner=str(ada.pk)).enqueue(text="x")

    answer = as_viewer.post(f"{JOBS}{theirs.id}/{order}/")

    assert answer.status_code == 403
    assert theirs.snapshot().state is JobState.QUEUED


@pytest.mark.parametrize(("method", "path"), [("get", "attempts"), ("get", "logs"), ("post", "cancel"), ("post", "retry")])
def test_other_peoples_jobs_are_not_there(as_grace: APIClient, ada: User, method: str, path: str) -> None:
    theirs = remember.using(owner=str(ada.pk)).enqueue(text="x")

    for job_id in (theirs.id, uuid4()):
        assert getattr(as_grace, method)(f"{JOBS}{job_id}/{path}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("state=ded", '"ded" is not a valid choice; there are pending, scheduled, '),
        ("stat=dead", "There is no such field; there are state, name, queue, "),
        ("tag=a%20b", "A tag is 1 to 50 letters, digits, and any of . : @ / + - _."),
    ],
)
def test_a_filter_that_is_none_is_told_with_the_way_out(as_ada: APIClient, query: str, words: str) -> None:
    answer = as_ada.get(f"{JOBS}?{query}")

    (error,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert error["detail"].startswith(words)
