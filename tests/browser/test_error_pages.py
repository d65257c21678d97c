"""What people see when something goes wrong, in a real browser: on a phone and at a desk, in light and in dark."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.eyes import faint, width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.failing_urls")]

PLACES = {400: "/fail/400/", 403: "/fail/403/", 404: f"/{'nowhere' * 30}/", 500: "/fail/500/"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [320, 1280])
def test_every_page_can_be_read_and_leads_on(page: Page, live_server: LiveServer, complaints: list[str], window: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": window, "height": 700})

    for status, place in PLACES.items():
        answer = page.goto(f"{live_server.url}{place}")
        assert answer is not None
        assert answer.status == status
        expect(page.get_by_role("main").get_by_role("heading", level=1)).to_have_text(page.title())
        assert (width(page) <= window, faint(page)) == (True, [])
        assert page.evaluate("getComputedStyle(document.querySelector('main')).borderRadius") != "0px", "its style was refused"
    page.get_by_role("link", name="To the start page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Background jobs for Django")

    about_the_status = [said for said in complaints if "the server responded with a status of" in said]
    assert complaints == about_the_status
