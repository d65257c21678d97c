"""Registering tells strangers nothing and loses nobody."""

from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.events import user_registered
from accounts.models import EmailCode, User
from tests.accounts.asking import log_in, post, register, seen
from tests.accounts.conftest import PASSWORD, Listener

pytestmark = pytest.mark.django_db


def test_a_newcomer_is_told_to_look_for_mail(client: Client, listener: Listener) -> None:
    response = register(client, "Grace@Example.org", name="Grace Hopper")

    user = User.objects.get()
    assert response.status_code == 202
    assert (user.email, user.name, user.is_verified) == ("grace@example.org", "Grace Hopper", False)
    assert listener.told == ["user_registered"]


def test_nobody_learns_who_is_known(client: Client, ada: User, bob: User, listener: Listener) -> None:
    new, verified, unverified = (seen(register(client, email)) for email in ("new@example.org", ada.email, bob.email))

    assert new == verified == unverified
    assert listener.told == ["user_registered", "already_registered", "code_resent"]


def test_a_weak_password_is_refused_alike_for_known_and_new(client: Client, ada: User) -> None:
    new, known = (register(client, email, password="12345678").json() for email in ("new@example.org", ada.email))

    assert new["errors"] == known["errors"]
    assert {error["pointer"] for error in new["errors"]} == {"/password"}


def test_a_password_like_the_name_is_refused(client: Client) -> None:
    response = register(client, "grace@example.org", password="gracehopper", name="Grace Hopper")

    assert response.json()["errors"][0]["code"] == "password_too_similar"


@pytest.mark.parametrize(
    "name", ["\ufeff", "\u200b\u200d\u2060", "\u00ad \u180e", "\u3164", "\u2800\u2800", "\u034f\ufe0f", "\U000e0041"], ids=ascii
)
def test_a_name_that_nobody_can_see_is_refused(client: Client, name: str) -> None:
    response = register(client, "grace@example.org", name=name)

    (error,) = response.json()["errors"]
    assert (response.status_code, error["pointer"], error["code"]) == (400, "/name", "blank")
    assert "can be seen" in error["detail"]
    assert not User.objects.exists()


@pytest.mark.parametrize("name", ["\u674e", "O\u2019Neil", "\u0646\u200c\u0627", "\u2764\ufe0f", "7"], ids=ascii)
def test_a_name_that_can_be_seen_is_taken_as_it_is(client: Client, name: str) -> None:
    register(client, "grace@example.org", name=name)

    assert User.objects.get().name == name


def test_the_owner_is_told_once_a_minute_however_often_someone_tries(client: Client, ada: User, listener: Listener) -> None:
    for _ in range(3):
        register(client, ada.email)

    assert listener.told == ["already_registered"]


def test_the_owner_is_told_no_more_than_ten_times_a_day(client: Client, ada: User, listener: Listener) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        for _ in range(12):
            register(client, ada.email)
            clock.shift(61)

    assert listener.told == ["already_registered"] * 10


def test_the_password_of_someone_verified_stays(client: Client, ada: User) -> None:
    register(client, ada.email, password="another-lantern-74")

    assert log_in(client, ada.email).status_code == 200


def test_the_last_to_register_an_unverified_address_gets_it(client: Client, listener: Listener) -> None:
    register(client, "grace@example.org", password="a-stranger-was-here")

    with time_machine.travel("2100-01-01"):
        register(client, "grace@example.org", name="Grace")
        post(client, "verify/", email="grace@example.org", otp=listener.codes[-1])

        assert log_in(client, "grace@example.org", "a-stranger-was-here").status_code == 401
        assert log_in(client, "grace@example.org").json()["user"]["name"] == "Grace"


def test_during_the_cooldown_a_second_registration_changes_nothing(client: Client, listener: Listener) -> None:
    register(client, "grace@example.org", name="Grace")

    register(client, "grace@example.org", password="a-stranger-was-here", name="Mallory")

    assert User.objects.get().check_password(PASSWORD)
    assert User.objects.get().name == "Grace"
    assert listener.told == ["user_registered"]


def test_the_password_of_unverified_staff_is_not_up_for_grabs(client: Client, listener: Listener) -> None:
    staff = User.objects.create_user("staff@example.org", PASSWORD, name="Staff", is_staff=True)

    register(client, staff.email, password="a-stranger-was-here")

    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)
    assert listener.told == ["already_registered"]


def test_the_inactive_are_not_written_to(client: Client, ada: User, listener: Listener) -> None:
    User.objects.update(is_active=False)

    response = register(client, ada.email)

    assert response.status_code == 202
    assert listener.told == []


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_fails_takes_the_registration_with_it(client: Client) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError

    user_registered.connect(fail)
    response = register(client, "grace@example.org")
    user_registered.disconnect(fail)

    assert response.status_code == 500
    assert not User.objects.exists()
    assert not EmailCode.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_registrations_at_once_one_makes_the_account(listener: Listener) -> None:
    together, statuses = Barrier(2), []

    def attempt() -> None:
        together.wait()
        statuses.append(register(Client(raise_request_exception=False), "grace@example.org").status_code)
        connection.close()

    threads = [Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [202, 202]
    assert User.objects.count() == EmailCode.objects.count() == 1
    assert listener.told == ["user_registered"]
