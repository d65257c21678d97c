"""Whatever goes wrong, people get a page of ours and programs a problem, and neither is told of our insides."""

from unittest.mock import patch

import pytest
from django.test import Client, override_settings

from tests.failing_urls import SECRET

pytestmark = pytest.mark.urls("tests.failing_urls")

PAGES = [
    ("/fail/400/", 400, "This request makes no sense to us", "Non capiamo questa richiesta"),
    ("/fail/403/", 403, "You may not do this", "Non ti è permesso"),
    ("/nowhere/", 404, "There is nothing here", "Qui non c&#x27;è nulla"),
    ("/fail/500/", 500, "Something went wrong", "Qualcosa è andato storto"),
]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(("url", "status", "english", "italian"), PAGES)
def test_the_page_speaks_the_readers_language_and_names_the_request(
    client: Client, url: str, status: int, english: str, italian: str
) -> None:
    first, second = (client.get(url, headers={"Accept-Language": language, "X-Request-ID": "0123456789"}) for language in ("fr", "it"))

    assert (first.status_code, second.status_code) == (status, status)
    assert f"<h1>{english}</h1>" in first.text
    assert '<html lang="en">' in first.text
    assert f"<h1>{italian}</h1>".replace("&#x27;", "'") in second.text.replace("&#x27;", "'")
    assert "0123456789" in first.text
    assert SECRET not in first.text + second.text


@pytest.mark.parametrize("url", [url for url, *_ in PAGES])
def test_its_style_is_allowed_and_nothing_is_fetched(client: Client, url: str) -> None:
    page = client.get(url)

    nonce = page.text.partition('<style nonce="')[2].partition('"')[0]
    assert f"'nonce-{nonce}'" in page["Content-Security-Policy"]
    assert not any(word in page.text for word in ("src=", "https://", "<script", "<form"))


@pytest.mark.parametrize(("url", "status"), [(url, status) for url, status, *_ in PAGES])
def test_it_asks_no_context_processor(client: Client, url: str, status: int) -> None:
    """Nor a database: this test has none."""
    with patch("django.contrib.auth.context_processors.auth", side_effect=ValueError(SECRET)):
        assert client.get(url, headers={"Cookie": "sessionid=x"}).status_code == status


def test_a_form_without_its_token_is_told_apart(client: Client) -> None:
    page = client.post("/fail/500/")

    assert (page.status_code, "This form is too old" in page.text) == (403, True)


@override_settings(ALLOWED_HOSTS=["example.org"])
def test_a_host_that_is_not_ours_gets_the_page_too(client: Client) -> None:
    page = client.get("/", headers={"Host": "evil.example"})

    assert (page.status_code, "evil" in page.text) == (400, False)
    assert "This request makes no sense to us" in page.text


@pytest.mark.parametrize(
    ("url", "status", "code"),
    [
        ("/api/v1/fail/400/", 400, "bad_request"),
        ("/api/v1/fail/403/", 403, "permission_denied"),
        ("/api/v1/nowhere/", 404, "not_found"),
        ("/api/nowhere/", 404, "not_found"),
        ("/api/v1/fail/500/", 500, "server_error"),
    ],
)
def test_the_api_answers_a_problem(client: Client, url: str, status: int, code: str) -> None:
    answer = client.get(url, headers={"Accept": "text/html", "Accept-Language": "it", "X-Request-ID": "0123456789"})

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["code"], answer.json()["request_id"]) == (code, "0123456789")
    assert SECRET not in answer.text
