"""Every page that an operator reads, on a phone, a tablet and at a desk, in both schemes: nothing is cut off, everything can be read."""

from typing import Any
from uuid import UUID

import django_rq
import pytest
from django.utils import timezone
from knox.models import AuthToken
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from redis import Redis

from accounts.models import User
from background.constants import MailState, SuppressionReason
from background.engine.envelope import new_ids
from background.jobs import batch
from background.ledger.recorder import Recorder
from background.mail import messages
from background.mail.draft import Draft
from background.mail.newsletters import life
from background.models import JobBatch, JobRecord, MailMessage, Suppression
from tests.background import jobs
from tests.background.admin.places import DEFAULT, url
from tests.background.worker import run_all
from tests.browser.eyes import cut_off, faint, width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "a.very.long.name.that.does.not.fit.on.a.phone@a-company-with-a-long-name.example.org"


@pytest.fixture
def places(admin: Page, redis: Redis) -> dict[str, str]:
    """Something of every kind, and the pages that show it."""
    with batch("import of a month") as made:
        made.add_many([jobs.give_up.prepared(text="dead"), jobs.remember.prepared(text="done")])
    run_all()
    Recorder().catch_up()
    worker: Any = django_rq.get_worker("default")
    worker.register_birth()
    for state in MailState:
        one = Draft(id=UUID(new_ids(1)[0]), recipient=LONG, template="regular")
        messages.accept(one)
        MailMessage.objects.filter(pk=one.id).update(state=state, subject="Hello " * 20, reason="x" * 400)
    suppression = Suppression.objects.create(address=LONG, reason=SuppressionReason.MANUAL, detail="x" * 200, since=timezone.now())
    newsletter = life.compose(subject="News " * 20, html="<p>News</p>", text="", owner="")
    AuthToken.objects.create(user=User.objects.get())
    dead = JobRecord.objects.get(state="dead").pk
    jobs.remember.enqueue(text="waits")
    ledger = "/admin/background"
    return {
        "queues": url("home"),
        "queued": url("jobs", DEFAULT),
        "deferred": url("deferred_jobs", DEFAULT),
        "finished": url("finished_jobs", DEFAULT),
        "failed": url("failed_jobs", DEFAULT),
        "job in Redis": url("job_detail", DEFAULT, dead),
        "delete": url("delete_job", DEFAULT, dead),
        "workers": url("workers", DEFAULT),
        "worker": url("worker_details", DEFAULT, worker.key),
        "jobs": f"{ledger}/jobrecord/",
        "job": f"{ledger}/jobrecord/{dead}/",
        "storage": f"{ledger}/jobrecord/storage/",
        "batches": f"{ledger}/jobbatch/",
        "batch": f"{ledger}/jobbatch/{JobBatch.objects.get().pk}/",
        "mails": f"{ledger}/mailmessage/",
        "mail": f"{ledger}/mailmessage/{MailMessage.objects.latest('pk').pk}/",
        "suppressed address": f"{ledger}/suppression/{suppression.pk}/change/",
        "newsletter": f"{ledger}/newsletter/{newsletter.pk}/change/",
        "delete a person": f"/admin/accounts/user/{User.objects.get().pk}/delete/",
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("window", [390, 800, 1280])
def test_nothing_is_cut_off_and_everything_can_be_read(
    admin: Page, live_server: LiveServer, places: dict[str, str], complaints: list[str], window: int, scheme: str
) -> None:
    admin.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    admin.set_viewport_size({"width": window, "height": 800})

    for name, place in places.items():
        admin.goto(f"{live_server.url}{place}")
        expect(admin.locator("#content"), name).to_be_visible()
        assert width(admin) <= window, name
        assert (name, faint(admin)) == (name, [])
        assert (name, cut_off(admin)) == (name, [])

    assert complaints == []


def test_a_card_on_a_phone_says_what_each_number_is(admin: Page, live_server: LiveServer) -> None:
    admin.set_viewport_size({"width": 390, "height": 800})

    admin.goto(f"{live_server.url}{url('home')}")

    headers = admin.locator("#content thead th").all_inner_texts()[1:]
    row = admin.locator("#content tbody tr").first.locator("td[data-label]")
    assert [cell.get_attribute("data-label") for cell in row.all()] == [header.capitalize() for header in headers]
    said = row.first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert said == '"Queued"'


def test_a_queue_without_workers_says_so(admin: Page, live_server: LiveServer) -> None:
    admin.goto(f"{live_server.url}{url('workers', DEFAULT)}")

    expect(admin.locator("#content")).to_contain_text("manage.py rqworker default")


def test_a_shelf_without_jobs_says_so(admin: Page, live_server: LiveServer) -> None:
    admin.goto(f"{live_server.url}{url('failed_jobs', DEFAULT)}")

    expect(admin.locator("#content")).to_contain_text("There is no failed job.")


def test_where_there_is_no_job_there_is_nothing_to_tick(admin: Page, live_server: LiveServer) -> None:
    admin.goto(f"{live_server.url}/admin/background/jobrecord/?q=nothing-is-like-this")

    expect(admin.locator("#content")).to_contain_text("No job is like this")
    expect(admin.locator("#action-toggle")).to_have_count(0)


def test_a_reason_is_one_line_high_on_a_phone(admin: Page, live_server: LiveServer) -> None:
    job = jobs.remember.enqueue(text="waits")
    admin.set_viewport_size({"width": 390, "height": 800})

    admin.goto(f"{live_server.url}/admin/background/jobrecord/{job.id}/")

    box = admin.locator("[name=reason]").bounding_box()
    assert box is not None
    assert box["height"] < 50


def test_what_is_ticked_is_large_enough_for_a_finger(admin: Page, live_server: LiveServer) -> None:
    jobs.remember.enqueue(text="waits")
    admin.set_viewport_size({"width": 390, "height": 800})
    admin.goto(f"{live_server.url}{url('jobs', DEFAULT)}")

    boxes = [box.bounding_box() for box in admin.locator("input[type=checkbox]").all()]
    admin.check("#action-toggle")

    assert [(box["width"], box["height"]) for box in boxes if box] == [(24, 24), (24, 24)]
    expect(admin.locator(".action-counter")).to_have_text("1 of 1 selected")


def test_the_place_for_a_preview_says_what_it_is_for(admin: Page, live_server: LiveServer, complaints: list[str]) -> None:
    admin.goto(f"{live_server.url}/admin/background/newsletter/add/")

    expect(admin.frame_locator("iframe[name=preview]").locator("body")).to_contain_text("Press Preview")
    assert complaints == []
