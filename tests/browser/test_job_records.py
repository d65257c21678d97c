"""The ledger's pages in a real browser: they work, also on a phone, and nothing breaks the content security policy."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from background.ledger.recorder import Recorder
from tests.background import jobs
from tests.background.worker import run_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/admin/background/jobrecord/"


@pytest.fixture
def dead() -> str:
    job_id = jobs.fail.enqueue(text="<b>bold</b>").id
    run_all()
    Recorder().catch_up()
    return job_id


def test_a_job_is_found_and_its_line_of_time_shows_every_attempt(
    admin: Page, live_server: LiveServer, dead: str, complaints: list[str]
) -> None:
    jobs.remember.enqueue(text="another")
    admin.goto(f"{live_server.url}{LIST}")

    admin.fill("[name=q]", dead)
    admin.press("[name=q]", "Enter")
    expect(admin.locator("#result_list tbody tr")).to_have_count(1)
    admin.click("#result_list a")

    bars = admin.locator("#time-line .job-bar-failed[height='30']")
    expect(bars).to_have_count(3)
    assert all((bar.bounding_box() or {"width": 0})["width"] > 0 for bar in bars.all())
    admin.locator(".job-trace summary").first.click()
    expect(admin.locator(".job-trace pre").first).to_contain_text("Traceback")
    assert complaints == []


def test_ticked_jobs_are_cancelled(admin: Page, live_server: LiveServer, complaints: list[str]) -> None:
    for text in "ab":
        jobs.remember.enqueue(text=text)
    admin.goto(f"{live_server.url}{LIST}")

    admin.check("#action-toggle")
    expect(admin.locator(".action-counter")).to_have_text("2 of 2 selected")
    admin.select_option("select[name=action]", "cancel")
    admin.click("button[name=index]")

    expect(admin.locator(".messagelist")).to_contain_text("2 jobs were cancelled")
    expect(admin.locator(".job-state-cancelled")).to_have_count(2)
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_phone(admin: Page, live_server: LiveServer, dead: str, complaints: list[str], scheme: str) -> None:
    admin.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    admin.set_viewport_size({"width": 390, "height": 800})

    for place in ("", "?state=dead", f"{dead}/", "storage/"):
        admin.goto(f"{live_server.url}{LIST}{place}")
        assert admin.evaluate("document.documentElement.scrollWidth") <= 390, place
    assert complaints == []
