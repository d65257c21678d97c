"""Logging in says no more than it must; logging out makes a token worthless."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken
from knox.settings import knox_settings

from accounts.models import User
from tests.accounts.asking import log_in, me, post, seen
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_login_gives_a_token_that_works(client: Client, ada: User) -> None:
    answer = log_in(client, "ADA@example.org").json()

    assert set(answer) == {"token", "expires_at", "user"}
    assert answer["user"]["id"] == str(ada.pk)
    assert datetime.fromisoformat(answer["expires_at"]) > timezone.now() + timedelta(days=13)
    assert me(client, answer["token"]) == 200


def test_the_token_itself_is_not_kept(client: Client, ada: User) -> None:
    token = log_in(client, ada.email).json()["token"]

    assert token not in str(AuthToken.objects.values().get())


def test_wrong_unknown_and_inactive_look_the_same(client: Client, ada: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False, is_verified=True)
    answers = [log_in(client, ada.email, "wrong"), log_in(client, "nobody@example.org"), log_in(client, bob.email)]

    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["code"] == "invalid_credentials"
    assert {answer.status_code for answer in answers} == {401}
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Token"}


def test_the_hasher_runs_for_the_unknown_too(client: Client) -> None:
    with patch("accounts.services.log_in.make_password") as hasher:
        log_in(client, "nobody@example.org")

    hasher.assert_called_once_with(PASSWORD)


def test_only_the_right_password_learns_that_the_address_is_unverified(client: Client, bob: User) -> None:
    right, other = log_in(client, bob.email), log_in(client, bob.email, "wrong")

    assert (right.status_code, right.json()["code"]) == (403, "email_not_verified")
    assert (other.status_code, other.json()["code"]) == (401, "invalid_credentials")


def test_a_token_is_worthless_after_logging_out(client: Client, ada: User) -> None:
    token, other = (log_in(client, ada.email).json()["token"] for _ in range(2))

    response = post(client, "logout/", token)

    assert response.status_code == 204
    assert [me(client, token), me(client, other)] == [401, 200]


def test_logging_out_everywhere_ends_every_token_and_session_of_oneself_alone(client: Client, ada: User, bob: User) -> None:
    User.objects.update(is_verified=True)
    token, other, of_bob = (log_in(client, person.email).json()["token"] for person in (ada, ada, bob))
    browser = Client()
    browser.force_login(ada)

    response = post(client, "logout-all/", token)

    assert (response.status_code, response.content) == (204, b"")
    assert [me(client, each) for each in (token, other, of_bob)] == [401, 401, 200]
    assert browser.get("/api/v1/accounts/me/").status_code == 401


def test_a_session_can_log_out_everywhere_with_a_csrf_token_only(ada: User) -> None:
    token = log_in(Client(), ada.email).json()["token"]
    browser, careless = Client(), Client(enforce_csrf_checks=True)
    for each in (browser, careless):
        each.force_login(ada)

    statuses = [each.post("/api/v1/accounts/logout-all/").status_code for each in (careless, browser)]

    assert statuses == [403, 204]
    assert "_auth_user_id" not in browser.session
    assert me(Client(), token) == 401


def test_strangers_cannot_log_out(client: Client) -> None:
    assert [post(client, path).status_code for path in ("logout/", "logout-all/")] == [401, 401]


def test_a_session_of_the_admin_ends_with_a_csrf_token_only(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)

    response = client.post("/api/v1/accounts/logout/")

    assert response.status_code == 403
    assert client.get("/api/v1/accounts/me/").status_code == 200


def test_the_oldest_token_gives_way_at_the_limit(client: Client, ada: User) -> None:
    first = log_in(client, ada.email).json()["token"]
    limit = knox_settings.TOKEN_LIMIT_PER_USER

    last = [log_in(client, ada.email) for _ in range(limit)][-1].json()["token"]

    assert AuthToken.objects.count() == limit
    assert [me(client, first), me(client, last)] == [401, 200]


@pytest.mark.parametrize("token", ["", "a b", "x" * 5000, "\xff\xfe", "00'--"])
def test_a_wrong_token_is_a_401_whatever_it_is(client: Client, db: None, token: str) -> None:
    response = client.get("/api/v1/accounts/me/", headers={"Authorization": f"Token {token}"})

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"


def test_a_stale_token_shuts_nobody_out(client: Client, ada: User) -> None:
    response = post(client, "login/", "stale", email=ada.email, password=PASSWORD)

    assert response.status_code == 200


def test_logins_of_known_and_unknown_have_the_same_headers(client: Client, ada: User) -> None:
    known, unknown = seen(log_in(client, ada.email, "wrong")), seen(log_in(client, "nobody@example.org"))

    assert {**known[2], "Content-Length": ""} == {**unknown[2], "Content-Length": ""}
