"""The pages show every mail safely, whatever is in it."""

import re
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import Settings

from config.mail_preview import mailbox
from config.mail_preview.backend import EmailBackend

pytestmark = pytest.mark.urls("tests.config.mail_preview.urls")
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def mail(tmp_path: Path, settings: Settings) -> mailbox.Mail:
    settings.MAIL_DIR = tmp_path
    message = EmailMultiAlternatives(f"Hi {EVIL}", f"text {EVIL}", "us@example.org", ["ada@example.org"])
    message.attach_alternative(f'<p style="color: red">html {EVIL}</p>', "text/html")
    EmailBackend(directory=tmp_path, alias="default").send_messages([message])
    return mailbox.messages()[0]


def test_the_list_leads_to_the_mail(client: Client, mail: mailbox.Mail) -> None:
    page = client.get("/dev/mail/")

    assert page.status_code == 200
    assert f'href="/dev/mail/{mail.id}/"' in page.text
    assert "ada@example.org" in page.text


def test_an_empty_list_says_what_to_do(client: Client, tmp_path: Path, settings: Settings) -> None:
    settings.MAIL_DIR = tmp_path

    assert "No mail yet" in client.get("/dev/mail/").text


@pytest.mark.parametrize("page", ["/dev/mail/", "/dev/mail/{id}/"])
def test_what_a_mail_says_is_escaped(client: Client, mail: mailbox.Mail, page: str) -> None:
    shown = client.get(page.format(id=mail.id)).text

    assert EVIL not in shown
    assert "&lt;script&gt;" in shown


def test_the_html_is_shut_into_a_frame_that_runs_nothing(client: Client, mail: mailbox.Mail) -> None:
    page = client.get(f"/dev/mail/{mail.id}/").text
    frame = client.get(f"/dev/mail/{mail.id}/html/")

    assert f'<iframe sandbox src="/dev/mail/{mail.id}/html/"' in page
    assert "html" in frame.text
    assert frame["Content-Security-Policy"].split("; ") == [
        "default-src 'none'",
        "frame-ancestors 'self'",
        "img-src data:",
        "sandbox",
        "style-src 'unsafe-inline'",
    ]
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("page", ["/dev/mail/", "/dev/mail/{id}/"])
def test_the_pages_keep_to_the_policy_of_the_site(client: Client, mail: mailbox.Mail, page: str) -> None:
    answer = client.get(page.format(id=mail.id))

    nonce = re.search(r'<style nonce="([^"]+)">', answer.text)
    assert nonce is not None
    assert f"'nonce-{nonce.group(1)}'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not re.search(r"\s(style|on\w+)=", answer.text)


@pytest.mark.parametrize("name", ["nonsense", "..", "%2e%2e%2fdb", "20260101T000000000000-00000000"])
@pytest.mark.parametrize("page", ["/dev/mail/{name}/", "/dev/mail/{name}/html/"])
def test_an_id_that_is_none_is_not_found(client: Client, mail: mailbox.Mail, page: str, name: str) -> None:
    assert client.get(page.format(name=name)).status_code == 404


def test_the_pages_change_nothing(client: Client, mail: mailbox.Mail) -> None:
    assert client.post("/dev/mail/").status_code == 405
    assert client.post(f"/dev/mail/{mail.id}/").status_code == 405
