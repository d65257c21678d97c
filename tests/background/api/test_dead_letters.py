"""What failed for good can be seen, started afresh and forgotten over HTTP."""

import pytest
from django.contrib.admin.models import LogEntry
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from background.constants import JobState
from background.engine.secret import MASK, Secret
from background.ledger.recorder import Recorder
from background.models import JobRecord
from background.rq_adapter import dead_letters
from tests.background.api.conftest import client_of, person
from tests.background.jobs import Note, blab, fail, give_up, ran, remember
from tests.background.worker import run_all

LETTERS = "/api/v1/dead-letters/"


@pytest.fixture
def as_master() -> APIClient:
    return client_of(person("master", "view_jobs", "operate_queues"))


def dead(number: int = 1) -> list[str]:
    """The ids of jobs that have just died, in the order in which they did."""
    ids = [handle.id for handle in give_up.enqueue_many(Note(text=str(n)) for n in range(number))]
    run_all()
    ran.clear()
    return ids


def ids_of(client: APIClient, query: str = "") -> list[str]:
    return [letter["id"] for letter in client.get(f"{LETTERS}{query}").json()["results"]]


def test_a_letter_has_the_documents_shape(as_viewer: APIClient) -> None:
    handle = fail.using(max_attempts=1).enqueue(text="x")
    run_all()

    (listed,) = as_viewer.get(LETTERS).json()["results"]

    assert as_viewer.get(f"{LETTERS}{handle.id}/").json() == listed
    assert (listed["id"], listed["queue"], listed["attempts"]) == (handle.id, "default", 1)
    job, error = listed["original_job"], listed["error"]
    assert (job["id"], job["name"], job["data"]["text"]) == (handle.id, "test-fail", "x")
    assert job["opts"]["max_attempts"] == 1
    assert error["message"] in error["stack"]
    assert error["code"] == dead_letters.letter_of(handle.id)["error"]["code"]


def test_its_fingerprint_is_that_of_its_job(as_viewer: APIClient) -> None:
    handle = fail.using(max_attempts=1).enqueue(text="y" * 900)
    run_all()
    Recorder().catch_up()

    (letter,) = as_viewer.get(LETTERS).json()["results"]

    assert letter["error"]["fingerprint"] == JobRecord.objects.get(id=handle.id).fingerprint != ""


def test_pages_are_newest_first_and_do_not_overlap(as_viewer: APIClient) -> None:
    ids, seen = dead(5), list[str]()
    url = f"{LETTERS}?limit=2"
    while url:
        page = as_viewer.get(url).json()
        seen += [letter["id"] for letter in page["results"]]
        url = page["next"]

    assert seen == ids[::-1]


def test_letters_of_one_moment_are_all_paged(as_viewer: APIClient, redis: Redis) -> None:
    ids = dead(4)
    redis.zadd("rq:failed:default", dict.fromkeys(ids, 4_000_000_000.25))
    first = as_viewer.get(f"{LETTERS}?limit=2").json()
    second = as_viewer.get(first["next"]).json()

    assert sorted(letter["id"] for page in (first, second) for letter in page["results"]) == sorted(ids)
    assert second["next"] is None


def test_a_page_looks_at_so_many_letters_and_tells_where_to_read_on(as_viewer: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("background.rq_adapter.letter_page.MOST_LOOKED_AT", 2)
    fail.using(max_attempts=1).enqueue(text="x")
    run_all()
    dead(4)

    url, pages = f"{LETTERS}?name=test-fail", list[int]()
    while url:
        page = as_viewer.get(url).json()
        pages.append(len(page["results"]))
        url = page["next"]

    assert pages == [0, 0, 1]


def test_filters_narrow_the_list(as_viewer: APIClient) -> None:
    (given_up,) = dead()
    failed = fail.using(max_attempts=1).enqueue(text="x")
    run_all()
    letter = as_viewer.get(f"{LETTERS}{failed.id}/").json()
    error = letter["error"]

    assert ids_of(as_viewer, "?name=test-fail") == [failed.id]
    assert ids_of(as_viewer, f"?error={error['code']}") == [failed.id]
    assert ids_of(as_viewer, f"?fingerprint={error['fingerprint']}") == [failed.id]
    assert ids_of(as_viewer, "?queue=default") == [failed.id, given_up]
    assert ids_of(as_viewer, "?queue=mail-queue") == []
    assert ids_of(as_viewer, "?failed_after=2100-01-01T00:00:00Z") == []
    assert ids_of(as_viewer, "?failed_before=2100-01-01T00:00:00Z") == [failed.id, given_up]


@pytest.mark.parametrize(
    "query",
    [
        "?queue=nowhere",
        "?fingerprint=x",
        "?state=dead",
        "?failed_after=soon",
        "?limit=0",
        "?limit=101",
        "?cursor=x",
        "?cursor=bmFuOng=",
        "?cursor=é",
    ],
)
def test_a_bad_filter_is_refused(as_viewer: APIClient, query: str) -> None:
    assert as_viewer.get(f"{LETTERS}{query}").status_code == 400


def test_secrets_are_masked(as_viewer: APIClient) -> None:
    handle = blab.using(max_attempts=1).enqueue(pin=Secret("12345678"), next_pin=Secret("87654321"))
    run_all()

    told = as_viewer.get(f"{LETTERS}{handle.id}/").text

    assert MASK in told
    assert "12345678" not in told
    assert "87654321" not in told


def test_a_replayed_job_starts_afresh_once(as_master: APIClient, redis: Redis) -> None:
    (job_id,) = dead()

    answer = as_master.post(f"{LETTERS}{job_id}/replay/")
    again = as_master.post(f"{LETTERS}{job_id}/replay/")

    assert (answer.status_code, answer.json()["state"], answer.json()["attempts"]) == (202, JobState.QUEUED, 0)
    assert answer["Location"] == f"/api/v1/jobs/{job_id}/"
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")
    assert as_master.get(f"{LETTERS}{job_id}/").status_code == 404
    assert redis.llen("rq:queue:default") == 1
    assert [entry.change_message for entry in LogEntry.objects.all()] == [f"Requeued 1 job of queue default: {job_id}"]


def test_a_discarded_letter_is_gone(as_master: APIClient) -> None:
    (job_id,) = dead()

    statuses = [as_master.post(f"{LETTERS}{job_id}/discard/").status_code for _ in range(2)]

    assert statuses == [204, 404]
    assert ids_of(as_master) == []
    assert [entry.change_message for entry in LogEntry.objects.all()] == [f"Deleted 1 job of queue default: {job_id}"]


def test_many_start_afresh_in_the_order_in_which_they_died(as_master: APIClient) -> None:
    dead(3)
    fail.using(max_attempts=1).enqueue(text="other")
    run_all()
    ran.clear()

    counted = as_master.post(f"{LETTERS}replay/", {"name": "test-give-up", "dry_run": True}, format="json").json()
    done = as_master.post(f"{LETTERS}replay/", {"name": "test-give-up"}, format="json").json()

    assert counted == {"matched": 3, "done": 0, "refused": [], "has_more": False, "dry_run": True}
    assert done == {"matched": 3, "done": 3, "refused": [], "has_more": False, "dry_run": False}
    assert len(ids_of(as_master)) == 1
    run_all()
    assert ran == ["0", "1", "2"]


def test_many_are_forgotten_as_far_as_the_limit_goes(as_master: APIClient) -> None:
    ids = dead(3)

    done = as_master.post(f"{LETTERS}discard/", {"limit": 2}, format="json").json()

    assert (done["matched"], done["done"], done["has_more"]) == (2, 2, True)
    assert ids_of(as_master) == ids[:1]


@pytest.mark.parametrize("body", [{"limit": 1001}, {"dry_run": "perhaps"}, {"queue": "nowhere"}, {"per": 1}, {"cursor": "x"}])
def test_a_bad_order_changes_nothing(as_master: APIClient, body: dict[str, object]) -> None:
    ids = dead()

    assert as_master.post(f"{LETTERS}discard/", body, format="json").status_code == 400
    assert ids_of(as_master) == ids


def test_each_right_is_needed(as_ada: APIClient, as_viewer: APIClient) -> None:
    (job_id,) = dead()
    only_operates = client_of(person("blind", "operate_queues"))

    for client, looking in ((as_ada, 403), (as_viewer, 200), (only_operates, 403)):
        assert [client.get(LETTERS).status_code, client.get(f"{LETTERS}{job_id}/").status_code] == [looking, looking]
        orders = ("replay/", "discard/", f"{job_id}/replay/", f"{job_id}/discard/")
        assert [client.post(f"{LETTERS}{order}").status_code for order in orders] == [403] * 4
    assert ids_of(as_viewer) == [job_id]


def test_a_job_that_is_not_dead_has_no_letter(as_master: APIClient) -> None:
    handle = remember.enqueue(text="x")
    unknown = "019a0000-0000-7000-8000-000000000000"

    assert as_master.get(f"{LETTERS}{handle.id}/").status_code == 404
    assert as_master.post(f"{LETTERS}{handle.id}/replay/").status_code == 409
    assert as_master.post(f"{LETTERS}{handle.id}/discard/").status_code == 404
    assert as_master.post(f"{LETTERS}{unknown}/replay/").status_code == 404


def test_a_letter_that_cannot_be_read_is_listed_and_can_be_discarded(as_master: APIClient, redis: Redis) -> None:
    (job_id,) = dead()
    redis.hset("rq:dead_letters", job_id, b"\xff")

    (letter,) = as_master.get(LETTERS).json()["results"]

    assert ids_of(as_master, "?failed_before=2100-01-01T00:00:00Z") == []
    assert (letter["id"], letter["error"]["code"]) == (job_id, "unreadable")
    assert as_master.post(f"{LETTERS}{job_id}/discard/").status_code == 204


def test_without_redis_it_says_so(as_viewer: APIClient, settings: Settings) -> None:
    settings.RQ_QUEUES = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}

    answer = as_viewer.get(LETTERS)

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "hunter2" not in answer.text
