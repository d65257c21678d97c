"""Whatever goes wrong under /api/ is a problem, and tells nothing about our insides."""

from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import Client, override_settings

from background.exceptions import BackgroundError, JobNotFound, QueueUnavailable, UnknownQueue
from config.api.problems import problem_of

LOGIN = "/api/v1/accounts/login/"
MEMBERS = {"type", "title", "status", "detail", "instance", "code", "errors", "request_id"}
SECRET = "/srv/app/secret.py SELECT password redis://:pw@host"

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def fail_with(client: Client, error: Exception) -> Any:
    body = {"email": "ada@example.org", "password": "x"}
    with patch("accounts.api.session.log_in", side_effect=error):
        return client.post(LOGIN, body, content_type="application/json")


def check(response: Any, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert set(problem) == MEMBERS
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["request_id"] == response["X-Request-ID"]
    return problem


def test_an_unknown_address(client: Client) -> None:
    assert check(client.get("/api/v1/nothing/"), 404, "not_found")["instance"] == "/api/v1/nothing/"


@pytest.mark.parametrize("path", ["/api/", "/api/v2/jobs/", "/api/v1/", "/api/v1/jobs/not-an-id/", "/api/%00", "/api/<script>/"])
def test_more_unknown_addresses(client: Client, path: str) -> None:
    check(client.get(path), 404, "not_found")


@pytest.mark.parametrize("debug", [True, False])
def test_a_missing_slash_is_explained(client: Client, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        problem = check(client.post("/api/v1/accounts/login", "{}", "application/json"), 404, "not_found")

    assert problem["detail"].endswith("Addresses end with a slash: /api/v1/accounts/login/")


def test_another_method(client: Client) -> None:
    response = client.get(LOGIN)

    check(response, 405, "method_not_allowed")
    assert "POST" in response["Allow"]


def test_another_format(client: Client) -> None:
    check(client.post(LOGIN, "{}", "application/json", headers={"Accept": "text/html"}), 406, "not_acceptable")


def test_another_media_type(client: Client) -> None:
    check(client.post(LOGIN, "<a/>", "text/xml"), 415, "unsupported_media_type")


def test_what_is_wrong_in_a_body_is_pointed_at(client: Client) -> None:
    problem = check(client.post(LOGIN, {"email": "x", "a/b~c": 1}, "application/json"), 400, "invalid")

    assert {(error["pointer"], error["code"]) for error in problem["errors"]} == {
        ("/email", "invalid_email"),
        ("/password", "required"),
        ("/a~1b~0c", "unknown_field"),
    }


def test_a_body_wrong_in_a_thousand_places_gets_a_short_answer(client: Client) -> None:
    problem = check(client.post(LOGIN, {f"x{n}": n for n in range(1000)}, "application/json"), 400, "invalid")

    assert len(problem["errors"]) == 100


@pytest.mark.parametrize("debug", [True, False])
def test_what_nobody_foresaw_tells_nothing(client: Client, caplog: pytest.LogCaptureFixture, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        response = fail_with(client, ValueError(SECRET))

    check(response, 500, "server_error")
    assert not any(word in response.text for word in (*SECRET.split(), "ValueError", "Traceback"))
    assert [record.exc_info is not None for record in caplog.records if record.name == "django.request"] == [True]


def test_error_trackers_and_tests_still_hear_of_it() -> None:
    with pytest.raises(ValueError, match="SELECT"):
        fail_with(Client(), ValueError(SECRET))


@pytest.mark.parametrize("debug", [True, False])
def test_what_fails_outside_of_views_is_a_problem_too(client: Client, debug: bool) -> None:
    with override_settings(DEBUG=debug, ALLOWED_HOSTS=["example.org"]):
        check(client.get("/api/v1/accounts/me/", headers={"Host": "evil.example"}), 400, "bad_request")


@pytest.mark.parametrize("error", [OperationalError(SECRET), QueueUnavailable(SECRET)])
def test_what_will_pass_says_when_to_come_back(client: Client, error: Exception) -> None:
    response = fail_with(client, error)

    check(response, 503, "unavailable")
    assert int(response["Retry-After"]) > 0
    assert not any(word in response.text for word in SECRET.split())


@pytest.mark.parametrize(
    ("error", "status", "code", "pointer"),
    [
        (JobNotFound(), 404, "not_found", None),
        (UnknownQueue(), 404, "not_found", None),
        (SuspiciousOperation(), 400, "bad_request", None),
    ],
)
def test_what_the_engine_refuses_has_a_status(error: Exception, status: int, code: str, pointer: str | None) -> None:
    problem = problem_of(error)

    assert problem is not None
    assert (problem.status, problem.code, [fault.pointer for fault in problem.errors]) == (status, code, [pointer] if pointer else [])


def test_an_error_of_the_engine_that_nobody_mapped_is_ours_to_explain() -> None:
    assert problem_of(BackgroundError()) is None


def test_a_redis_that_is_down_is_a_503(client: Client) -> None:
    body = {"email": "grace@example.org", "password": "violet-lantern-73", "name": "Grace"}
    with patch("accounts.api.registration.register", side_effect=QueueUnavailable("Redis does not answer")):
        response = client.post("/api/v1/accounts/register/", body, content_type="application/json")

    check(response, 503, "unavailable")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_an_address_without_its_slash_is_told_so_whatever_the_method(method: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method.upper(), "/api/v1/jobs")

    assert answer.status_code == 404
    assert "end with a slash" in answer.json()["detail"]
