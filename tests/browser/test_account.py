"""Somebody registers, reads their mail, verifies, forgets the password, gets in again and wants no more newsletters: in a real browser
as wide as a phone."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from background.mail.bulk.recipient import Recipient
from background.models import Suppression
from background.queues.email.queue import EmailQueue
from config.mail_preview import mailbox
from tests.processes import running, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.browser.urls")]

EMAIL, FIRST, SECOND = "grace@example.org", "violet-lantern-73", "copper-meadow-58"


@pytest.fixture
def phone(page: Page, live_server: LiveServer, settings: Settings, tmp_path: Path) -> Iterator[Page]:
    """At this server, whose mail a worker of its own delivers to the mailbox of development."""
    settings.FRONTEND_URL, settings.MAIL_DIR = live_server.url, str(tmp_path)
    page.set_viewport_size({"width": 375, "height": 700})
    with running("rqworker", "email", MAIL_DIR=str(tmp_path), FRONTEND_URL=live_server.url, SITE_URL=live_server.url):
        yield page


@pytest.fixture
def ask(phone: Page, live_server: LiveServer) -> Callable[..., tuple[int, Any]]:
    """Asks the API."""

    def ask(path: str, **body: str) -> tuple[int, Any]:
        answer = phone.request.post(f"{live_server.url}/api/v1/accounts/{path}/", data=body)
        return answer.status, answer.json() if answer.body() else None

    return ask


def link_in_mail(page: Page, live_server: LiveServer, subject: str) -> str:
    """What the mail of this subject leads to, as the mailbox shows it."""
    until(lambda: [mail for mail in mailbox.messages() if mail.subject == subject])
    page.goto(f"{live_server.url}/dev/mail/")
    page.click(f"text={subject}")
    text = page.locator("pre").inner_text()
    (link,) = re.findall(rf"{re.escape(live_server.url)}/(?:verify-email|reset-password|unsubscribe)\S+", text)
    return str(link)


def me(page: Page, live_server: LiveServer, token: str) -> int:
    return page.request.get(f"{live_server.url}/api/v1/accounts/me/", headers={"Authorization": f"Token {token}"}).status


def is_as_wide_as_the_phone(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= 375"))


def test_from_registering_to_a_second_password(
    phone: Page, live_server: LiveServer, complaints: list[str], ask: Callable[..., tuple[int, Any]]
) -> None:
    assert ask("register", email=EMAIL, password=FIRST, name="Grace Hopper")[0] == 202
    assert ask("login", email=EMAIL, password=FIRST)[0] == 403

    phone.goto(link_in_mail(phone, live_server, "Welcome to Our Platform!"))
    assert is_as_wide_as_the_phone(phone)
    phone.click("text=Yes, verify it")
    expect(phone.locator("h1")).to_have_text("Your address is verified")
    status, login = ask("login", email=EMAIL, password=FIRST)
    assert (status, me(phone, live_server, login["token"])) == (200, 200)

    phone.goto(f"{live_server.url}/forgot-password")
    phone.get_by_label("Your address").fill(EMAIL)
    assert is_as_wide_as_the_phone(phone)
    phone.get_by_role("button").click()
    expect(phone.locator("h1")).to_have_text("Look into your mail")
    phone.goto(link_in_mail(phone, live_server, "Reset Your Password"))
    phone.get_by_label("New password", exact=False).first.fill("12345678")
    phone.get_by_label("confirmation", exact=False).fill("12345678")
    phone.click("text=Change the password")
    expect(phone.locator(".errorlist")).to_contain_text("too common")
    assert is_as_wide_as_the_phone(phone)
    phone.get_by_label("New password", exact=False).first.fill(SECOND)
    phone.get_by_label("confirmation", exact=False).fill(SECOND)
    phone.click("text=Change the password")
    expect(phone.locator("h1")).to_have_text("Your password is changed")

    assert me(phone, live_server, login["token"]) == 401
    assert [ask("login", email=EMAIL, password=password)[0] for password in (FIRST, SECOND)] == [401, 200]
    until(lambda: [mail for mail in mailbox.messages() if mail.subject == "Your password was changed"])

    context = {"headline": "News for you", "html": "x", "text": "x"}
    EmailQueue().add_bulk_email_jobs(template="newsletter", recipients=[Recipient(email=EMAIL, context=context)])
    phone.goto(link_in_mail(phone, live_server, "News for you"))
    assert is_as_wide_as_the_phone(phone)
    phone.get_by_role("button", name="Unsubscribe").click()
    expect(phone.get_by_role("status")).to_have_text("You are unsubscribed")
    assert Suppression.objects.get().address == EMAIL
    assert complaints == []
