"""Jobs of the ledger are found, read and operated by those who may."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings
from redis import Redis

from background.admin import storage_page
from background.constants import JobState
from background.engine.secret import Secret
from background.ledger.forget_secrets import SECRETS_ERASED
from background.ledger.indexer import Indexer
from background.ledger.recorder import Recorder
from background.models import JobAttempt, JobRecord
from background.monitoring.recording import recording
from background.service import BackgroundTasksService
from tests.background import jobs
from tests.background.admin.conftest import LogIn
from tests.background.admin.reading import text
from tests.background.jobs import Note
from tests.background.recorder import a_recorder_that_runs
from tests.background.worker import run_all
from tests.no_redis import NOBODY
from tests.processes import until

LIST = "/admin/background/jobrecord/"


def page_of(job_id: str) -> str:
    return reverse("admin:background_jobrecord_change", args=[job_id])


def listed(client: Client, query: str = "") -> list[str]:
    return re.findall(r'rq-nowrap">([0-9a-f-]{36})<', text(client, f"{LIST}?{query}"))


def dead_job() -> str:
    job_id = jobs.fail.enqueue(text="<img src=x onerror=alert(1)>").id
    for _ in range(3):
        run_all()
    return job_id


def state_of(job_id: str) -> JobState:
    return BackgroundTasksService().get_job_status(job_id).state


@pytest.mark.parametrize("place", ["", "storage/", "01a00000-0000-7000-8000-000000000000/"])
def test_being_staff_opens_nothing(log_in: LogIn, place: str) -> None:
    staff = log_in("view_queues", "operate_queues")

    assert staff.get(f"{LIST}{place}").status_code == 403
    assert "jobrecord" not in staff.get("/admin/").content.decode()


def test_a_stranger_is_asked_to_log_in(client: Client, transactional_db: None) -> None:
    assert client.get(LIST)["Location"].startswith("/admin/login/")


def test_pages_are_read_only(operates: Client) -> None:
    job_id = jobs.remember.enqueue(text="x").id

    assert [operates.post(place).status_code for place in (LIST, page_of(job_id), f"{LIST}storage/")] == [405, 405, 405]
    assert operates.get(f"{LIST}orders/").status_code == 405
    assert [operates.get(f"{LIST}{place}").status_code for place in ("add/", f"{job_id}/delete/", f"{job_id}/change/")] == [404, 404, 404]


def test_the_menu_leads_to_the_list(sees: Client) -> None:
    assert f'href="{LIST}"' in text(sees, "/admin/")


def test_an_unknown_job_is_not_found(sees: Client) -> None:
    assert sees.get(page_of("01a00000-0000-7000-8000-000000000000")).status_code == 404


def test_jobs_are_listed_newest_first_a_page_at_a_time(sees: Client) -> None:
    made = [handle.id for handle in jobs.remember.enqueue_many(Note(text=str(n)) for n in range(120))][::-1]

    found, query = [], ""
    for _ in range(3):
        found.append(listed(sees, query))
        older = re.search(r'href="\?([^"]+)" rel="next"', text(sees, f"{LIST}?{query}"))
        query = older[1] if older else ""
    newer = re.search(r'href="\?([^"]+)" rel="prev"', text(sees, f"{LIST}?cursor=o{made[49].replace('-', '')}"))

    assert found == [made[:50], made[50:100], made[100:]]
    assert query == ""
    assert newer is not None
    assert listed(sees, newer[1]) == made[:50]


def test_jobs_are_found_by_what_is_known_of_them(sees: Client) -> None:
    good, dead = jobs.remember.enqueue(text="quokka").id, dead_job()
    run_all()
    Recorder().catch_up()
    Indexer().catch_up()
    row = JobRecord.objects.get(id=dead)

    for query in (f"q={dead}", "state=dead&state=expired", "name=test-fail", "error=ValueError", f"error={row.fingerprint}", "q=luck"):
        assert listed(sees, query) == [dead], query
    for query in (f"q={good}", "q=quokka", "state=succeeded", "name=test-remember"):
        assert listed(sees, query) == [good], query
    assert listed(sees, "queue=email") == []
    assert listed(sees, "created_after=2100-01-01T00:00") == []


def test_a_filter_that_means_nothing_is_said_so(sees: Client) -> None:
    jobs.remember.enqueue(text="x")

    assert "Enter a valid date/time" in text(sees, f"{LIST}?created_after=yesterday")
    assert listed(sees, "state=nope") == []
    assert len(listed(sees, "cursor=nonsense")) == 1


def test_a_page_of_many_jobs_costs_as_many_statements_as_one_of_few(sees: Client) -> None:
    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            listed(sees)
        return [query["sql"] for query in queries]

    jobs.remember.enqueue(text="x")
    few = statements()
    jobs.remember.enqueue_many(Note() for _ in range(60))
    many = statements()

    assert len(many) == len(few)
    assert not any("COUNT(" in sql for sql in many)


def test_the_state_is_what_redis_says(sees: Client) -> None:
    job_id = jobs.remember.enqueue(text="x").id
    run_all()

    assert JobRecord.objects.get().state == "pending"
    assert "job-state-succeeded" in text(sees, LIST)
    assert "job-state-succeeded" in text(sees, page_of(job_id))


def test_the_ledger_is_shown_while_redis_is_away(sees: Client, settings: Settings) -> None:
    job_id = dead_job()
    Recorder().catch_up()
    settings.RQ_QUEUES = NOBODY

    assert listed(sees) == [job_id]
    assert text(sees, page_of(job_id)).count("job-state-failed") == 3


def test_a_page_says_that_nobody_writes_down_what_happens(sees: Client) -> None:
    job_id = jobs.remember.enqueue(text="x").id
    alone = [text(sees, place) for place in (LIST, page_of(job_id))]

    with a_recorder_that_runs():
        until(lambda: recording().recorders)
        recorded = [text(sees, place) for place in (LIST, page_of(job_id))]

    assert all("Nobody writes down what happens" in page for page in alone)
    assert not any("Nobody writes down what happens" in page for page in recorded)


def test_every_attempt_is_on_the_line_of_time(sees: Client) -> None:
    job_id = dead_job()
    Recorder().catch_up()
    for number, attempt in enumerate(JobAttempt.objects.all()):
        begun = JobRecord.objects.get().created_at + timedelta(minutes=2 * number + 1)
        JobAttempt.objects.filter(id=attempt.id).update(started_at=begun, ended_at=begun + timedelta(seconds=30), peak_memory=2**20)

    page = text(sees, page_of(job_id))

    titles = re.findall(r"<title>([^<]+)</title></rect>", page)
    assert titles[0] == "waiting, 1 min"
    assert titles[1:] == [
        "attempt 1 failed, 30.0 s",
        "backoff, 1 min 30 s",
        "attempt 2 failed, 30.0 s",
        "backoff, 1 min 30 s",
        "attempt 3 failed, 30.0 s",
    ]
    assert page.count("Traceback (most recent call last)") == 3
    assert page.count(">1.0\xa0MB<") == 3


def test_attempts_that_nobody_wrote_down_come_from_redis(sees: Client) -> None:
    page = text(sees, page_of(dead_job()))

    assert not JobAttempt.objects.exists()
    assert page.count("attempt 2 failed,") == 1
    assert page.count("Traceback (most recent call last)") == 3


def test_what_people_wrote_is_text_and_secrets_are_masked(sees: Client) -> None:
    job_id = dead_job()
    pin = jobs.reveal.enqueue(pin=Secret("hunter2")).id
    Recorder().catch_up()

    pages = [text(sees, place) for place in (LIST, page_of(job_id), page_of(pin), f"{LIST}?q=<img src=x")]

    assert not any("<img src=x" in page for page in pages)
    assert "&lt;img src=x" in pages[1]
    assert "********" in pages[2]
    assert not any("hunter2" in page or "$secret" in page for page in pages)


def test_no_page_has_inline_scripts_or_styles(operates: Client) -> None:
    job_id = dead_job()

    for place in (LIST, page_of(job_id), f"{LIST}storage/"):
        page = text(operates, place)
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)


def test_a_viewer_is_offered_no_order_and_cannot_give_one(sees: Client) -> None:
    job_id = jobs.remember.enqueue(text="x").id

    assert 'name="action"' not in text(sees, page_of(job_id)) + text(sees, LIST)
    assert sees.post(f"{LIST}orders/", {"action": "cancel", "job": job_id}).status_code == 403
    assert state_of(job_id) is JobState.QUEUED


def test_a_forged_order_is_refused(operates: Client) -> None:
    operates.handler.enforce_csrf_checks = True
    job_id = jobs.remember.enqueue(text="x").id

    assert operates.post(f"{LIST}orders/", {"action": "cancel", "job": job_id}).status_code == 403
    assert state_of(job_id) is JobState.QUEUED


def test_a_job_is_cancelled_with_a_reason_and_an_entry_in_the_log(operates: Client) -> None:
    job_id = jobs.remember.enqueue(text="x").id

    answer = operates.post(f"{LIST}orders/", {"action": "cancel", "job": job_id, "reason": "ordered twice"}, follow=True)

    assert "1 job was cancelled" in answer.content.decode()
    assert state_of(job_id) is JobState.CANCELLED
    assert "ordered twice" in text(operates, page_of(job_id))
    assert LogEntry.objects.get().change_message == f"Cancelled 1 job of queue default: {job_id}"


def test_ticked_jobs_start_afresh_and_the_others_say_why_not(operates: Client) -> None:
    dead, waiting = dead_job(), jobs.remember.enqueue(text="x").id

    answer = operates.post(f"{LIST}orders/", {"action": "retry", "job": [dead, waiting]}, follow=True)

    assert "1 job was requeued" in answer.content.decode()
    assert f"Not requeued, because queued: {waiting}" in answer.content.decode()
    assert state_of(dead) is JobState.QUEUED


def test_jobs_that_redis_forgot_start_afresh_and_those_that_wait_are_cancelled(operates: Client, redis: Redis) -> None:
    dead = dead_job()
    Recorder().catch_up()
    redis.flushall()
    child = jobs.remember.using(after=jobs.remember.enqueue(text="x")).enqueue(text="y").id

    afresh = operates.post(f"{LIST}orders/", {"action": "retry", "job": dead}, follow=True)
    off = operates.post(f"{LIST}orders/", {"action": "cancel", "job": child}, follow=True)

    assert "1 job was requeued" in afresh.content.decode()
    assert "1 job was cancelled" in off.content.decode()
    assert (state_of(dead), state_of(child)) == (JobState.QUEUED, JobState.CANCELLED)
    assert LogEntry.objects.count() == 2


def test_a_job_without_its_secrets_says_why_it_cannot_start_afresh(operates: Client, redis: Redis) -> None:
    job_id = jobs.reveal.enqueue(pin=Secret("hunter2")).id
    run_all()
    Recorder().catch_up()
    redis.flushall()

    answer = operates.post(f"{LIST}orders/", {"action": "retry", "job": job_id}, follow=True)

    assert f"Not requeued, because {SECRETS_ERASED}: {job_id}" in unescape(answer.content.decode())


@pytest.mark.parametrize("order", [{"action": "cancel"}, {"action": "burn", "job": "x"}, {"action": "cancel", "job": "nonsense"}])
def test_an_order_that_means_nothing_does_nothing(operates: Client, order: dict[str, str]) -> None:
    answer = operates.post(f"{LIST}orders/", order, follow=True)

    assert "Tick the jobs" in answer.content.decode()
    assert not LogEntry.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL knows what its tables occupy")
def test_nobody_waits_until_a_large_file_has_been_read(sees: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage_page, "READ_AT_ONCE", 0)

    with CaptureQueriesContext(connection) as queries:
        page = text(sees, f"{LIST}storage/")

    assert "The file of the database has" in page
    assert "manage.py jobs_prune --dry-run" in page
    assert [query["sql"] for query in queries if "dbstat" in query["sql"] or "COUNT(*)" in query["sql"]] == []


def test_the_storage_page_names_every_table(sees: Client) -> None:
    page = text(sees, f"{LIST}storage/")

    assert "background_jobrecord" in page
    assert "180 days" in page
