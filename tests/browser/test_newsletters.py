"""A newsletter is composed in a real browser, seen before it is kept, sent and called off."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from background.models import Newsletter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/admin/background/newsletter/"


@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_written_looked_at_sent_and_called_off(admin: Page, live_server: LiveServer, complaints: list[str], width: int) -> None:
    admin.set_viewport_size({"width": width, "height": 900})
    admin.goto(f"{live_server.url}{LIST}add/")
    admin.fill("[name=subject]", "News for {{ name }}")
    admin.fill("[name=html]", "<h1>Good news</h1><p>Dear {{ name|reader }}, <script>document.title = 'x'</script>all is well.</p>")

    admin.get_by_role("button", name="Preview").click()
    expect(admin.frame_locator("iframe[name=preview]").locator("body")).to_contain_text("Dear Ada Lovelace, all is well.")
    assert not Newsletter.objects.exists()
    admin.click("[name=_continue]")
    expect(admin.frame_locator("iframe[name=preview]").locator("body")).to_contain_text("Dear Ada Lovelace")
    admin.get_by_role("button", name="Send to all who subscribed").click()
    expect(admin.locator(".messagelist")).to_contain_text("Sent")
    admin.get_by_role("button", name="Call it off").click()
    expect(admin.locator(".messagelist")).to_contain_text("Called off")

    assert Newsletter.objects.get().state == "cancelled"
    assert admin.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
