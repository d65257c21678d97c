"""The way out of bulk mail in a real browser: two clicks, also on a phone and in the dark."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from background.mail.unsubscribe.links import token_for
from background.models import Suppression

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "a.very.long.name.that.does.not.fit.on.a.phone@a-company-with-a-long-name.example.org"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_click_unsubscribes_and_another_takes_it_back(page: Page, live_server: LiveServer, complaints: list[str], scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"{live_server.url}/unsubscribe/{token_for(ADDRESS)}/")
    expect(page.locator("main")).to_contain_text(ADDRESS)

    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("status")).to_have_text("You are unsubscribed")
    unsubscribed = Suppression.objects.filter(address=ADDRESS).count()
    page.get_by_role("button", name="Subscribe again").click()
    expect(page.get_by_role("button", name="Unsubscribe")).to_be_visible()

    assert (unsubscribed, Suppression.objects.count()) == (1, 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert complaints == []
