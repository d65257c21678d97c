"""The link of the welcome mail verifies an address, once, when somebody says so."""

from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from tests.accounts.asking import at_once, log_in, post, register
from tests.accounts.conftest import Listener

pytestmark = pytest.mark.django_db

GRACE = "grace@example.org"


def link_of(client: Client, listener: Listener) -> str:
    """Where the welcome mail leads, on this server."""
    register(client, GRACE, name="Grace <b>")
    parts = urlsplit(listener.links[-1])
    return f"{parts.path}?{parts.query}"


def is_verified() -> bool:
    return User.objects.get(email=GRACE).is_verified


def test_opening_the_page_verifies_nobody(client: Client, listener: Listener) -> None:
    link = link_of(client, listener)

    pages = [client.get(link), client.head(link)]

    assert [page.status_code for page in pages] == [200, 200]
    assert GRACE in pages[0].text
    assert "Grace &lt;b&gt;" in pages[0].text
    assert not is_verified()


def test_the_button_verifies(client: Client, listener: Listener) -> None:
    link = link_of(client, listener)

    page = client.post(link, follow=True)

    assert "Your address is verified" in page.text
    assert is_verified()
    assert log_in(client, GRACE).status_code == 200


def test_the_button_needs_a_csrf_token(client: Client, listener: Listener) -> None:
    link = link_of(client, listener)

    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert not is_verified()


def test_the_link_is_good_once(client: Client, listener: Listener) -> None:
    link = link_of(client, listener)
    client.post(link)
    User.objects.update(is_active=True)

    assert [client.get(link).status_code, client.post(link).status_code] == [400, 400]


def test_the_code_is_of_no_use_afterwards(client: Client, listener: Listener) -> None:
    link = link_of(client, listener)
    client.post(link)

    assert post(client, "verify/", email=GRACE, otp=listener.codes[0]).status_code == 400


def test_the_link_is_good_for_three_days(client: Client, listener: Listener) -> None:
    with time_machine.travel(1_900_000_000, tick=False) as clock:
        link = link_of(client, listener)

        clock.shift(3 * 24 * 3600 - 1)
        assert client.get(link).status_code == 200
        clock.shift(2)
        assert client.get(link).status_code == 400


def test_who_registers_the_address_anew_is_not_verified_by_the_former_link(client: Client, listener: Listener) -> None:
    link = link_of(client, listener)
    with time_machine.travel("2100-01-01"):
        register(client, GRACE, password="a-stranger-was-here")
    assert listener.told == ["user_registered", "code_resent"]

    assert client.post(link).status_code == 400
    assert not is_verified()


@pytest.mark.parametrize("query", ["", "?token=", "?token=x", "?token=x:y:z", "?token=%00", "?token=%ff", f"?token={'x' * 3000}"])
def test_what_is_no_link_of_ours_is_a_page_that_says_so(client: Client, query: str) -> None:
    page = client.get(f"/verify-email{query}")

    assert page.status_code == 400
    assert "no longer good" in page.text


def test_the_inactive_are_not_verified(client: Client, listener: Listener) -> None:
    link = link_of(client, listener)
    User.objects.update(is_active=False)

    assert client.post(link).status_code == 400


def test_the_page_is_kept_nowhere_and_runs_no_script(client: Client, listener: Listener) -> None:
    page = client.get(link_of(client, listener))

    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "<script" not in page.text


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_verifies(client: Client, listener: Listener) -> None:
    link, statuses = link_of(client, listener), list[int]()

    at_once(4, lambda: statuses.append(Client().post(link).status_code))

    assert sorted(statuses) == [302, 400, 400, 400]
