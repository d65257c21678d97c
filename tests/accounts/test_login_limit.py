"""Who guesses at one password gets slower and slower; its owner gets in all the same."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.contrib.auth import aauthenticate, authenticate
from django.test import Client

from accounts.models import LoginLimit, User
from accounts.services import login_limit
from tests.accounts.asking import at_once, choose, reset_link
from tests.accounts.conftest import PASSWORD, Listener

pytestmark = pytest.mark.django_db

WRONG = "no such password"
HOME, STRANGER, ELSEWHERE = "192.0.2.1", "198.51.100.66", "203.0.113.9"


@pytest.fixture(autouse=True)
def _same_moment() -> Iterator[None]:
    """No lock ends while a slow machine looks at it."""
    with time_machine.travel(1_900_000_000, tick=False):
        yield


def log_in(email: str, password: str = WRONG, place: str = STRANGER) -> Any:
    body = {"email": email, "password": password}
    return Client().post("/api/v1/accounts/login/", body, "application/json", REMOTE_ADDR=place)


def test_the_sixth_guess_has_to_wait(ada: User) -> None:
    guesses = [log_in(ada.email) for _ in range(6)]

    assert [guess.status_code for guess in guesses] == [401] * 5 + [429]
    assert guesses[-1].json()["code"] == "too_many_attempts"
    assert 1 <= int(guesses[-1]["Retry-After"]) <= 15


def test_while_it_waits_the_right_password_is_not_even_looked_at(ada: User) -> None:
    for _ in range(5):
        log_in(ada.email)

    assert log_in(ada.email, PASSWORD).status_code == 429


def test_every_further_guess_waits_longer_and_none_longer_than_a_quarter_of_an_hour(ada: User) -> None:
    waits = []
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        for _ in range(4):
            log_in(ada.email)
        for _ in range(9):
            assert log_in(ada.email).status_code == 401
            waits.append(int(log_in(ada.email)["Retry-After"]))
            clock.shift(waits[-1])

    assert waits == [15, 30, 60, 120, 240, 480, 900, 900, 900]


def test_asking_on_while_it_waits_makes_it_no_longer(ada: User) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        for _ in range(20):
            log_in(ada.email)
        clock.shift(15)

        assert log_in(ada.email, PASSWORD).status_code == 200


def test_it_counts_from_wherever_the_guesses_come(ada: User) -> None:
    guesses = [log_in(ada.email, place=f"198.51.100.{n}").status_code for n in range(6)]

    assert guesses == [401] * 5 + [429]


def test_an_address_that_nobody_has_looks_the_same(ada: User) -> None:
    known, unknown = [[log_in(email) for _ in range(6)] for email in (ada.email, "nobody@example.org")]

    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    bodies = [{**answer.json(), "request_id": ""} for answer in (known[-1], unknown[-1])]
    assert bodies[0] == bodies[1]


def test_where_the_owner_was_before_strangers_cannot_lock_them_out(ada: User) -> None:
    log_in(ada.email, PASSWORD, HOME)
    for _ in range(10):
        log_in(ada.email)

    assert [log_in(ada.email, PASSWORD, place).status_code for place in (ELSEWHERE, HOME)] == [429, 200]


def test_a_place_where_somebody_else_logged_in_is_not_the_owners(ada: User, bob: User) -> None:
    User.objects.update(is_verified=True)
    log_in(bob.email, PASSWORD, STRANGER)
    for _ in range(5):
        log_in(ada.email, place=STRANGER)

    assert log_in(ada.email, PASSWORD, STRANGER).status_code == 429


def test_guessing_from_the_owners_place_is_slowed_down_too(ada: User) -> None:
    log_in(ada.email, PASSWORD, HOME)

    assert [log_in(ada.email, place=HOME).status_code for _ in range(6)] == [401] * 5 + [429]


def test_the_right_password_in_time_forgives_the_wrong_ones(ada: User) -> None:
    for _ in range(3):
        assert [log_in(ada.email).status_code for _ in range(4)] == [401] * 4
        assert log_in(ada.email, PASSWORD).status_code == 200
        LoginLimit.objects.exclude(place="").delete()


def test_a_day_later_all_is_forgotten(ada: User) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        for _ in range(5):
            log_in(ada.email)
        clock.shift(24 * 3600 + 1)

        assert [log_in(ada.email).status_code for _ in range(6)] == [401] * 5 + [429]


def test_a_new_password_opens_the_account_at_once_and_forgets_every_place(client: Client, ada: User, listener: Listener) -> None:
    log_in(ada.email, PASSWORD, HOME)
    link = reset_link(client, ada.email, listener)
    for _ in range(6):
        log_in(ada.email)

    choose(client, link, "copper-meadow-58")

    assert LoginLimit.objects.count() == 0
    assert log_in(ada.email, "copper-meadow-58", ELSEWHERE).status_code == 200


def test_the_login_of_the_admin_has_the_same_limit(ada: User) -> None:
    User.objects.update(is_staff=True, is_superuser=True)
    form = {"username": ada.email, "password": "wrong"}
    for _ in range(5):
        Client().post("/admin/login/", form)

    page = Client().post("/admin/login/", form | {"password": PASSWORD})

    assert "Please enter the correct" in page.text
    assert authenticate(None, username=ada.email, password=PASSWORD) is None


def test_asynchronous_code_has_the_same_limit(ada: User) -> None:
    guess = async_to_sync(aauthenticate)
    for _ in range(5):
        guess(username=ada.email, password=WRONG)

    assert guess(username=ada.email, password=PASSWORD) is None


def test_asynchronous_code_lets_in_who_knows_the_password(ada: User) -> None:
    assert async_to_sync(aauthenticate)(username=ada.email, password=PASSWORD) == ada


def test_the_admin_lets_in_who_knows_the_password(ada: User) -> None:
    User.objects.update(is_staff=True, is_superuser=True)

    answer = Client().post("/admin/login/?next=/admin/", {"username": ada.email, "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_neither_the_address_nor_the_place_can_be_read(ada: User) -> None:
    log_in(ada.email, PASSWORD, HOME)

    kept = str(LoginLimit.objects.values())

    assert LoginLimit.objects.count() == 2
    assert [text for text in (ada.email, "ada", HOME) if text in kept] == []


def test_who_guesses_day_after_day_is_not_forgotten(ada: User, bob: User) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        for _ in range(30):
            log_in(ada.email)
            clock.shift(3600)
        log_in(bob.email, PASSWORD)
        assert log_in(ada.email).status_code == 401

        assert log_in(ada.email)["Retry-After"] == "900"


def test_what_is_old_is_deleted(ada: User) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        log_in("nobody@example.org")
        clock.shift(2 * 24 * 3600)
        log_in(ada.email, PASSWORD)

    assert set(LoginLimit.objects.values_list("account", flat=True)) == {login_limit._digest(ada.email)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", [STRANGER, HOME])
def test_guesses_at_once_share_no_count(ada: User, place: str) -> None:
    log_in(ada.email, PASSWORD, HOME)
    statuses = list[int]()

    at_once(12, lambda: statuses.append(log_in(ada.email, place=place).status_code))

    assert sorted(statuses) == [401] * 5 + [429] * 7
