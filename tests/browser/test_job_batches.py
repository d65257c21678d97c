"""The pages of batches in a real browser: one is called off, also on a phone, and nothing breaks the content security policy."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from redis import Redis

from background.jobs import Batch, batch
from background.ledger.recorder import Recorder
from tests.background.family import work_piece
from tests.background.worker import run_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def half_done(redis: Redis) -> Batch:
    recorder = Recorder()
    with batch("import") as made:
        made.add_many(work_piece.prepared(name=name) for name in "ab")
    run_all(max_jobs=1)
    recorder.catch_up()
    return made


def background_of(page: Page, selector: str) -> object:
    return page.eval_on_selector(selector, "field => getComputedStyle(field).backgroundColor")


@pytest.mark.parametrize("width", [390, 1280])
def test_a_batch_is_found_and_called_off(admin: Page, live_server: LiveServer, half_done: Batch, complaints: list[str], width: int) -> None:
    admin.set_viewport_size({"width": width, "height": 800})
    admin.goto(f"{live_server.url}/admin/background/jobbatch/")

    admin.click("text=import")
    assert background_of(admin, "[name=reason]") == background_of(admin, "body")  # a field, and no button
    admin.fill("[name=reason]", "wrong file")
    admin.click("text=Cancel all that has not ended")

    expect(admin.locator(".messagelist")).to_contain_text("1 job was cancelled")
    expect(admin.locator(".job-list tbody tr")).to_have_count(2)
    assert admin.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
