"""The queue pages in a real browser: they work, and nothing in them breaks the content security policy."""

from typing import Any

import django_rq
import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from redis import Redis

from accounts.models import User
from tests.background import jobs
from tests.background.admin.places import DEFAULT, url
from tests.background.worker import run_all

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def dead() -> list[str]:
    job_ids = [jobs.give_up.enqueue(text=f"number {number}").id for number in range(3)]
    run_all()
    return job_ids


def test_every_page_is_quiet(admin: Page, live_server: LiveServer, dead: list[str], complaints: list[str], redis: Redis) -> None:
    jobs.remember.enqueue(text="waiting")
    worker: Any = django_rq.get_worker("default")
    worker.register_birth()
    places = {
        "stats": url("home"),
        "queue": url("queue_details", DEFAULT),
        "queued": url("jobs", DEFAULT),
        "started": url("started_jobs", DEFAULT),
        "scheduled": url("scheduled_jobs", DEFAULT),
        "failed": url("failed_jobs", DEFAULT),
        "job": url("job_detail", DEFAULT, dead[0]),
        "delete": url("delete_job", DEFAULT, dead[0]),
        "empty": url("clear", DEFAULT),
        "attempt": url("result_detail", DEFAULT, dead[0], _attempt(redis, dead[0])),
        "workers": url("workers", DEFAULT),
        "worker": url("worker_details", DEFAULT, worker.key),
        "scheduler": url("scheduler_jobs", DEFAULT),
        "users": "/admin/accounts/user/",
        "add a user": "/admin/accounts/user/add/",
        "change a user": f"/admin/accounts/user/{User.objects.get().pk}/change/",
        "groups": "/admin/auth/group/add/",
        "password": "/admin/password_change/",
    }

    for name, place in places.items():
        admin.goto(f"{live_server.url}{place}")
        expect(admin.locator("body"), name).to_contain_text("Django")

    assert complaints == []


def test_the_attempt_of_a_dead_job_is_one_click_away(admin: Page, live_server: LiveServer, dead: list[str], complaints: list[str]) -> None:
    admin.goto(f"{live_server.url}{url('home')}")

    admin.click(f"a[href='{url('failed_jobs', DEFAULT)}']")
    admin.click(f"text={dead[0]}")
    admin.click("text=View →")

    expect(admin.locator("pre")).to_contain_text("this will never work")
    assert complaints == []


def test_all_jobs_of_a_page_are_ticked_at_once_and_started_afresh(
    admin: Page, live_server: LiveServer, dead: list[str], complaints: list[str]
) -> None:
    admin.goto(f"{live_server.url}{url('failed_jobs', DEFAULT)}")

    admin.check("#action-toggle")
    expect(admin.locator(".action-counter")).to_have_text("3 of 3 selected")
    admin.select_option("select[name=action]", "requeue")
    admin.click("button[name=index]")
    admin.click("text=Yes, requeue")

    expect(admin.locator(".messagelist")).to_contain_text("3 jobs were requeued")
    assert complaints == []


def _attempt(redis: Redis, job_id: str) -> str:
    entries = redis.xrange(f"rq:results:{job_id}")
    return str(entries[0][0].decode())
