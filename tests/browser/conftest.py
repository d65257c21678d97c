"""A real browser that remembers every complaint of the pages it opens."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.processes import PATIENCE_SECONDS

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE_MILLISECONDS = PATIENCE_SECONDS * 1000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing; apt-get install chromium")
    # Playwright's own loop runs in this thread, and Django takes it for the test's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            timeout=PATIENCE_MILLISECONDS,
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def complaints() -> list[str]:
    """Console errors, violations of the content security policy, failed requests, uncaught exceptions."""
    return []


@pytest.fixture
def page(chromium: Browser, complaints: list[str]) -> Iterator[Page]:
    def listen(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(f"{message.text} {message.location['url']}")

    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    page = context.new_page()
    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def admin(page: Page, live_server: LiveServer) -> Page:
    """Somebody who may do everything has logged in."""
    User.objects.create_superuser("root@example.org", "a good password", name="Root")
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "root@example.org")
    page.fill("#id_password", "a good password")
    page.click("input[type=submit]")
    expect(page.locator("#user-tools")).to_contain_text("Root")
    return page
