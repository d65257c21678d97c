"""The way out of bulk mail."""

import pytest
from django.test import Client
from pytest_django import Settings

from background.constants import MailStream, SuppressionReason
from background.exceptions import TokenInvalid
from background.mail.suppressions import suppress, why_suppressed
from background.mail.unsubscribe.links import address_of, headers, token_for, unsubscribe_url
from background.models import Suppression

ADDRESS = "ada@example.org"


@pytest.fixture
def client(transactional_db: None) -> Client:
    """A mail program: it has no cookie, and Django checks CSRF tokens as it does for everybody."""
    return Client(enforce_csrf_checks=True)


def path() -> str:
    return unsubscribe_url(ADDRESS).removeprefix("http://localhost:8000")


def test_one_click_of_a_mail_program_unsubscribes_and_twice_is_once(client: Client) -> None:
    form = {"List-Unsubscribe": "One-Click"}

    answers = [client.post(path(), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert not client.cookies
    assert Suppression.objects.values_list("address", "reason").get() == (ADDRESS, "unsubscribe")
    assert why_suppressed(ADDRESS, MailStream.BULK) is SuppressionReason.UNSUBSCRIBE
    assert why_suppressed(ADDRESS, MailStream.TRANSACTIONAL) is None


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_at_the_link_does_nothing(client: Client, method: str) -> None:
    answer = getattr(client, method)(path())

    assert answer.status_code == 200
    assert not Suppression.objects.exists()


def test_the_page_asks_and_then_offers_to_take_it_back(client: Client) -> None:
    asked = client.get(path()).content.decode()
    done = client.post(path()).content.decode()
    again = client.post(path(), {"subscribe": "again"}).content.decode()

    assert ADDRESS in asked
    assert "<button>Unsubscribe</button>" in asked
    assert "You are unsubscribed" in done
    assert "Subscribe again" in done
    assert "<button>Unsubscribe</button>" in again
    assert not Suppression.objects.exists()


def test_who_subscribes_again_is_not_mailed_to_after_a_bounce(client: Client) -> None:
    suppress(ADDRESS, SuppressionReason.HARD_BOUNCE)

    client.post(path(), {"subscribe": "again"})

    assert why_suppressed(ADDRESS, MailStream.BULK) is SuppressionReason.HARD_BOUNCE


@pytest.mark.parametrize("token", ["nonsense", "WyJidWxrIiwiYUBiLm9yZyJd:forged", "a:b:c"])
def test_a_link_that_is_not_ours_does_nothing(client: Client, token: str) -> None:
    answers = [client.get(f"/unsubscribe/{token}/"), client.post(f"/unsubscribe/{token}/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "This link does not work" in answers[1].content.decode()
    assert not Suppression.objects.exists()


def test_a_token_is_for_one_address_and_for_this_alone() -> None:
    token = token_for("Ada@Example.org")

    assert address_of(token) == ADDRESS
    with pytest.raises(TokenInvalid):
        address_of(token[:-1] + ("A" if token[-1] != "A" else "B"))


def test_an_address_cannot_bring_markup_into_the_page(client: Client) -> None:
    page = client.get(f"/unsubscribe/{token_for('<script>@example.org')}/").content.decode()

    assert "&lt;script&gt;@example.org" in page
    assert "<script" not in page


def test_the_host_is_configured_and_never_that_of_a_request(client: Client, settings: Settings) -> None:
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://mail.example.org", ["*"]

    assert unsubscribe_url(ADDRESS).startswith("https://mail.example.org/unsubscribe/")
    assert "evil.example" not in client.get(path(), headers={"Host": "evil.example"}).content.decode()


def test_the_headers_are_those_of_the_standards(settings: Settings) -> None:
    settings.UNSUBSCRIBE_MAILTO = "leave@example.org"
    url = unsubscribe_url(ADDRESS)

    assert headers(url) == {
        "List-Unsubscribe": f"<{url}>, <mailto:leave@example.org?subject=unsubscribe>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_the_page_runs_nothing_and_tells_nobody_where_one_came_from(client: Client) -> None:
    answer = client.get(path())

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]
