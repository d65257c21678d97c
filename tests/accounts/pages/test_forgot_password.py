"""The page where somebody asks for a link tells no more than the API does, and is throttled with it."""

import pytest
from django.test import Client
from rest_framework.settings import api_settings

from accounts.models import User
from tests.accounts.asking import post, seen
from tests.accounts.conftest import Listener

pytestmark = pytest.mark.django_db

PAGE = "/forgot-password"


def test_the_form_has_a_link_mailed(client: Client, ada: User, listener: Listener) -> None:
    assert "Mail me the link" in client.get(PAGE).text

    page = client.post(PAGE, {"email": "ADA@example.org"}, follow=True)

    assert "Look into your mail" in page.text
    assert listener.told == ["password_reset_requested"]


def test_it_looks_the_same_for_everyone(client: Client, ada: User) -> None:
    answers = [seen(client.post(PAGE, {"email": email})) for email in (ada.email, ada.email, "nobody@example.org")]

    assert answers == [answers[0]] * 3
    assert answers[0][0] == 302


@pytest.mark.parametrize("email", ["", "ada", "a@b", "ada@example.org, evil@example.org", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_told(client: Client, ada: User, email: str) -> None:
    page = client.post(PAGE, {"email": email})

    assert (page.status_code, "errorlist" in page.text) == (200, True)


def test_the_page_and_the_api_are_throttled_together(client: Client, ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "otp", "2/h")
    statuses = [post(client, "password-reset/", email=ada.email).status_code, client.post(PAGE, {"email": ada.email}).status_code]

    refused = client.post(PAGE, {"email": ada.email}, headers={"X-Forwarded-For": "192.0.2.99"})

    assert statuses == [202, 302]
    assert (refused.status_code, "Not so fast" in refused.text) == (429, True)
    assert 1 <= int(refused["Retry-After"]) <= 3600
    assert post(client, "password-reset/", email=ada.email).status_code == 429


def test_a_link_that_is_over_leads_here(client: Client, db: None) -> None:
    assert f'href="{PAGE}"' in client.get("/reset-password?uid=x&token=y").text
