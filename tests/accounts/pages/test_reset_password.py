"""The page behind the link of the mail takes a new password."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.asking import choose, log_in, reset_link
from tests.accounts.conftest import Listener

pytestmark = pytest.mark.django_db

NEW = "copper-meadow-58"


def page_of(client: Client, user: User, listener: Listener) -> str:
    return f"/reset-password?{urlencode(reset_link(client, user.email, listener))}"


def typed(password: str, again: str = "") -> dict[str, str]:
    return {"new_password1": password, "new_password2": again or password}


def test_the_form_changes_the_password(client: Client, ada: User, listener: Listener) -> None:
    path = page_of(client, ada, listener)
    assert "Choose a new password" in client.get(path).text

    page = client.post(path, typed(NEW), follow=True)

    assert "Your password is changed" in page.text
    assert log_in(client, ada.email, NEW).status_code == 200


def test_opening_the_page_uses_no_link_up(client: Client, ada: User, listener: Listener) -> None:
    path = page_of(client, ada, listener)

    assert [client.get(path).status_code for _ in range(3)] == [200] * 3


@pytest.mark.parametrize(
    ("form", "complaint"),
    [
        (typed("12345678"), "too common"),
        (typed("lovelace!"), "too similar"),
        (typed(NEW, "another-one-22"), "two password fields"),
        (typed("x" * 257), "at most 256"),
        ({}, "Choose a new password"),
    ],
)
def test_what_is_no_good_password_is_told_and_the_link_stays_good(
    client: Client, ada: User, listener: Listener, form: dict[str, str], complaint: str
) -> None:
    path = page_of(client, ada, listener)

    page = client.post(path, form)

    assert page.status_code == 200
    assert complaint in page.text
    assert client.post(path, typed(NEW)).status_code == 302


def test_a_used_link_is_a_page_that_says_so(client: Client, ada: User, listener: Listener) -> None:
    link = reset_link(client, ada.email, listener)
    choose(client, link, NEW)

    pages = [client.get(path) for path in (f"/reset-password?{urlencode(link)}", "/reset-password", "/reset-password?uid=%00&token=%ff")]

    assert [page.status_code for page in pages] == [400] * 3
    assert {"no longer good" in page.text for page in pages} == {True}


def test_the_page_is_kept_nowhere_and_runs_no_script(client: Client, ada: User, listener: Listener) -> None:
    page = client.get(page_of(client, ada, listener))

    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "<script" not in page.text


def test_the_form_needs_a_csrf_token(client: Client, ada: User, listener: Listener) -> None:
    path = page_of(client, ada, listener)

    assert Client(enforce_csrf_checks=True).post(path, typed(NEW)).status_code == 403
