"""The page of the API in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_of_the_api_follows_the_readers_scheme(page: Page, live_server: LiveServer, complaints: list[str], scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    page.goto(f"{live_server.url}/api/v1/docs/")
    expect(page.locator(".opblock").first).to_be_visible()

    title = page.eval_on_selector(".info .title", "title => getComputedStyle(title).color")
    assert (sum(int(part) for part in title[4:-1].split(",")) > 384) == (scheme == "dark")
    assert complaints == []
