"""Who forgot the password gets a link that works once, for an hour, and tells strangers nothing."""

from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import EmailCode, Purpose, User
from accounts.services import codes
from tests.accounts.asking import at_once, choose, log_in, me, post, reset_link, seen
from tests.accounts.conftest import PASSWORD, Listener

pytestmark = pytest.mark.django_db

NEW = "copper-meadow-58"


def ask(client: Client, email: str) -> Any:
    return post(client, "password-reset/", email=email)


def test_the_link_changes_the_password(client: Client, ada: User, listener: Listener) -> None:
    link = reset_link(client, ada.email, listener)

    response = choose(client, link, NEW)

    assert (response.status_code, response.content) == (204, b"")
    assert [log_in(client, ada.email).status_code, log_in(client, ada.email, NEW).status_code] == [401, 200]
    assert listener.told == ["password_reset_requested", "password_reset"]


def test_the_host_of_the_link_is_configured_and_not_what_the_request_says(client: Client, ada: User, listener: Listener) -> None:
    headers = {"Host": "127.0.0.1:1", "X-Forwarded-Host": "evil.example"}

    client.post("/api/v1/accounts/password-reset/", {"email": ada.email}, "application/json", headers=headers)

    assert listener.links[0].startswith(f"{settings.FRONTEND_URL}/reset-password?uid=")
    assert urlsplit(listener.links[0]).query.count("=") == 2


def test_asking_looks_the_same_for_everyone(client: Client, ada: User, bob: User, listener: Listener) -> None:
    User.objects.create_user("gone@example.org", PASSWORD, is_active=False, is_verified=True)
    User.objects.create_user("external@example.org", None, is_verified=True)
    addresses = [ada.email, ada.email, bob.email, "gone@example.org", "external@example.org", "nobody@example.org"]

    answers = [seen(ask(client, email)) for email in addresses]

    assert answers == [answers[0]] * len(addresses)
    assert answers[0][0] == 202
    assert listener.told == ["password_reset_requested"] * 2  # ada once, and bob


def test_a_link_is_good_once(client: Client, ada: User, listener: Listener) -> None:
    link = reset_link(client, ada.email, listener)
    choose(client, link, NEW)

    again = choose(client, link, "third-password-91")

    assert (again.status_code, again.json()["code"]) == (400, "invalid_token")
    assert log_in(client, ada.email, NEW).status_code == 200


@pytest.mark.parametrize(("seconds", "status"), [(3600, 204), (3602, 400)])
def test_a_link_is_good_for_an_hour(client: Client, ada: User, listener: Listener, seconds: int, status: int) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        link = reset_link(client, ada.email, listener)
        clock.shift(seconds)

        assert choose(client, link, NEW).status_code == status


def test_wrong_used_expired_and_unknown_look_the_same(client: Client, ada: User, bob: User, listener: Listener) -> None:
    links = [reset_link(client, person.email, listener) for person in (ada, bob)]
    good, other = links
    wrong = [
        {**good, "token": other["token"]},
        {**good, "token": "x"},
        {**good, "uid": "00000000-0000-4000-8000-000000000000"},
        {**good, "uid": "nobody"},
        {**good, "token": f"{good['token']}\u00e9"},
    ]
    User.objects.filter(pk=bob.pk).update(is_active=False)

    answers = [choose(client, link, NEW) for link in [*wrong, other]]

    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert bodies == [bodies[0]] * len(answers)
    assert (bodies[0]["status"], bodies[0]["code"]) == (400, "invalid_token")
    assert log_in(client, ada.email).status_code == 200


def test_a_wrong_link_hears_nothing_about_the_password(client: Client, ada: User) -> None:
    answer = choose(client, {"uid": str(ada.pk), "token": "x-y"}, "123")

    assert answer.json()["code"] == "invalid_token"


@pytest.mark.parametrize("password", ["12345678", "short", "lovelace", "ada@example.org"])
def test_a_weak_password_is_refused_and_the_link_stays_good(client: Client, ada: User, listener: Listener, password: str) -> None:
    link = reset_link(client, ada.email, listener)

    refused = choose(client, link, password)

    assert refused.status_code == 400
    assert {error["pointer"] for error in refused.json()["errors"]} == {"/new_password"}
    assert choose(client, link, NEW).status_code == 204


def test_every_token_and_every_session_ends(client: Client, ada: User, listener: Listener) -> None:
    tokens = [log_in(client, ada.email).json()["token"] for _ in range(2)]
    browser = Client()
    browser.force_login(ada)
    link = reset_link(client, ada.email, listener)

    choose(client, link, NEW)

    assert [me(client, token) for token in tokens] == [401, 401]
    assert browser.get("/api/v1/accounts/me/").status_code == 401


def test_other_people_stay_logged_in(client: Client, ada: User, listener: Listener) -> None:
    grace = User.objects.create_user("grace@example.org", PASSWORD, is_verified=True)
    token = log_in(client, grace.email).json()["token"]

    choose(client, reset_link(client, ada.email, listener), NEW)

    assert me(client, token) == 200


def test_who_reads_the_mailbox_has_verified_the_address(client: Client, bob: User, listener: Listener) -> None:
    code = codes.issue(user=bob, purpose=Purpose.VERIFY)

    choose(client, reset_link(client, bob.email, listener), NEW)

    assert log_in(client, bob.email, NEW).status_code == 200
    assert post(client, "verify/", email=bob.email, otp=code).status_code == 400


def test_who_has_logged_in_meanwhile_needs_no_link(client: Client, ada: User, listener: Listener) -> None:
    link = reset_link(client, ada.email, listener)
    log_in(client, ada.email)

    assert choose(client, link, NEW).json()["code"] == "invalid_token"


def test_links_come_once_a_minute_and_ten_times_a_day(client: Client, ada: User, listener: Listener) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        for _ in range(12):
            ask(client, ada.email)
            ask(client, ada.email)
            clock.shift(61)

        assert len(listener.links) == codes.CODES_A_DAY
        clock.shift(24 * 3600)
        ask(client, ada.email)

    assert len(listener.links) == codes.CODES_A_DAY + 1


def test_links_and_codes_are_counted_apart(client: Client, bob: User, listener: Listener) -> None:
    ask(client, bob.email)

    post(client, "verify/resend/", email=bob.email)

    assert listener.told == ["password_reset_requested", "code_resent"]


def test_the_token_itself_is_not_kept(client: Client, ada: User, listener: Listener) -> None:
    link = reset_link(client, ada.email, listener)

    assert link["token"] not in str(EmailCode.objects.values().get())


@pytest.mark.parametrize("body", [{}, {"email": "no address"}, {"email": 5}, {"email": "ada@example.org", "uid": "x"}])
def test_what_cannot_be_asked_is_a_400(client: Client, db: None, body: dict[str, object]) -> None:
    assert post(client, "password-reset/", **body).json()["code"] == "invalid"


@pytest.mark.django_db(transaction=True)
def test_of_two_that_use_a_link_at_once_one_wins(client: Client, ada: User, listener: Listener) -> None:
    link, statuses = reset_link(client, ada.email, listener), list[int]()

    at_once(4, lambda: statuses.append(choose(Client(), link, NEW).status_code))

    assert sorted(statuses) == [204, 400, 400, 400]
    assert listener.told == ["password_reset_requested", "password_reset"]


@pytest.mark.django_db(transaction=True)
def test_of_many_that_ask_at_once_one_is_mailed(client: Client, ada: User, listener: Listener) -> None:
    at_once(6, lambda: ask(Client(), ada.email))

    assert listener.told == ["password_reset_requested"]
    assert EmailCode.objects.get().expires_at > timezone.now()
