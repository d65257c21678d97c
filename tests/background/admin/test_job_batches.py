"""Batches are read, and called off, by those who may."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from redis import Redis

from background.constants import JobState
from background.jobs import Batch, batch
from background.ledger.recorder import Recorder
from tests.background.admin.conftest import LogIn
from tests.background.admin.reading import text
from tests.background.admin.test_job_records import page_of
from tests.background.family import ill, work_piece
from tests.background.worker import run_all

LIST = "/admin/background/jobbatch/"


@pytest.fixture
def half_done(transactional_db: None, redis: Redis) -> Batch:
    recorder = Recorder()
    with batch("import <1>") as made:
        made.add_many(work_piece.prepared(name=name) for name in "ab")
    run_all(max_jobs=1)
    recorder.catch_up()
    return made


def states_of(made: Batch) -> dict[JobState, int]:
    Recorder().catch_up()
    return dict(made.progress().counts)


def test_the_list_says_how_far_each_is(sees: Client, half_done: Batch) -> None:
    page = text(sees, LIST)

    assert f'<a href="{LIST}{half_done.id}/">import &lt;1&gt;</a>' in page
    assert 'value="50"' in page
    assert "1 of 2" in page


def test_batches_are_listed_newest_first_a_page_at_a_time(sees: Client, redis: Redis) -> None:
    made: list[str] = []
    for number in range(27):
        with batch(f"batch {number}") as one:
            made.insert(0, one.id)

    first = text(sees, LIST)
    older = re.search(r'href="(\?before=[^"]+)"', first)
    assert older is not None
    second = text(sees, f"{LIST}{older[1]}")

    assert [re.findall(r'rq-nowrap">([0-9a-f-]{36})<', page) for page in (first, second)] == [made[:25], made[25:]]
    assert "?before=" not in second


def test_a_list_of_many_costs_as_many_statements_as_one_of_few(sees: Client, half_done: Batch) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            text(sees, LIST)
        return len(queries)

    few = statements()
    for number in range(10):
        with batch(f"batch {number}") as made:
            made.add(work_piece.prepared(name="c"))

    assert statements() == few


def test_a_batch_shows_its_jobs_by_state_and_they_lead_to_it(sees: Client, half_done: Batch, redis: Redis) -> None:
    ill.add("b")
    run_all()
    Recorder().catch_up()
    ill.clear()

    everything, dead = text(sees, f"{LIST}{half_done.id}/"), text(sees, f"{LIST}{half_done.id}/?state=dead")
    jobs = re.findall(r'rq-nowrap">([0-9a-f-]{36})<', everything)
    (died,) = re.findall(r'rq-nowrap">([0-9a-f-]{36})<', dead)

    assert (len(jobs), jobs[0]) == (2, died)
    assert "b is ill" in dead
    assert f'href="{page_of(died)}"' in dead
    assert f'href="{LIST}{half_done.id}/"' in text(sees, page_of(died))


def test_a_batch_is_called_off_with_a_reason_and_an_entry_in_the_log(operates: Client, half_done: Batch) -> None:
    answer = operates.post(f"{LIST}{half_done.id}/cancel/", {"reason": "wrong file"}, follow=True)

    assert "1 job was cancelled" in answer.content.decode()
    assert states_of(half_done) == {JobState.SUCCEEDED: 1, JobState.CANCELLED: 1}
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.change_message) == (half_done.id, "1 job was cancelled: wrong file")
    assert "wrong file" in text(operates, f"{LIST}{half_done.id}/")


def test_one_that_has_ended_is_not_called_off(operates: Client, half_done: Batch) -> None:
    run_all()
    Recorder().catch_up()

    answer = operates.post(f"{LIST}{half_done.id}/cancel/", follow=True)

    assert "all its jobs have ended" in answer.content.decode()
    assert "Cancel all" not in answer.content.decode()
    assert not LogEntry.objects.exists()


def test_a_viewer_is_offered_no_order_and_cannot_give_one(sees: Client, half_done: Batch) -> None:
    assert "Cancel all" not in text(sees, f"{LIST}{half_done.id}/")
    assert sees.post(f"{LIST}{half_done.id}/cancel/").status_code == 403
    assert states_of(half_done) == {JobState.SUCCEEDED: 1, JobState.QUEUED: 1}


def test_being_staff_opens_nothing(log_in: LogIn, half_done: Batch) -> None:
    staff = log_in("view_queues", "operate_queues")

    assert [staff.get(f"{LIST}{place}").status_code for place in ("", f"{half_done.id}/")] == [403, 403]
    assert "jobbatch" not in staff.get("/admin/").content.decode()


def test_pages_are_read_only_and_orders_are_posted(operates: Client, half_done: Batch) -> None:
    assert [operates.post(f"{LIST}{place}").status_code for place in ("", f"{half_done.id}/")] == [405, 405]
    assert operates.get(f"{LIST}{half_done.id}/cancel/").status_code == 405
    assert operates.get(f"{LIST}add/").status_code == 404


def test_a_forged_order_is_refused(operates: Client, half_done: Batch) -> None:
    operates.handler.enforce_csrf_checks = True

    assert operates.post(f"{LIST}{half_done.id}/cancel/").status_code == 403


def test_an_unknown_batch_is_not_found(operates: Client) -> None:
    unknown = f"{LIST}01a00000-0000-7000-8000-000000000000/"

    assert (operates.get(unknown).status_code, operates.post(f"{unknown}cancel/").status_code) == (404, 404)


def test_no_page_has_inline_scripts_or_styles(operates: Client, half_done: Batch) -> None:
    for place in ("", f"{half_done.id}/"):
        page = text(operates, f"{LIST}{place}")
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)
