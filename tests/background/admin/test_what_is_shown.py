"""Secrets are masked, and what people wrote is text."""

from django.test import Client

from background.engine.secret import Secret
from background.rq_adapter.cancel import cancel
from tests.background import jobs, saying
from tests.background.admin.places import DEFAULT, url
from tests.background.worker import run_all


def test_a_secret_is_masked(viewer: Client) -> None:
    job_id = jobs.reveal.enqueue(pin=Secret("hunter2")).id
    run_all()

    page = viewer.get(url("job_detail", DEFAULT, job_id)).content.decode()

    assert "********" in page
    assert "$secret" not in page
    assert "hunter2" not in page


def test_what_a_user_wrote_is_escaped(viewer: Client) -> None:
    job_id = jobs.fail.using(max_attempts=1).enqueue(text="<img src=x onerror=alert(1)>").id
    run_all()

    pages = [viewer.get(url("job_detail", DEFAULT, job_id)), viewer.get(url("failed_jobs", DEFAULT))]

    assert not any(b"<img src=x" in page.content for page in pages)
    assert b"&lt;img src=x" in pages[0].content


def test_the_page_of_a_job_shows_the_newest_lines_of_its_log(viewer: Client) -> None:
    job_id = saying.talk_much.enqueue(number=250).id
    run_all()

    page = viewer.get(url("job_detail", DEFAULT, job_id)).content.decode()

    assert page.count(">line ") == 200
    assert page.index(">line 50<") < page.index(">line 249<")


def test_what_a_job_says_is_escaped(viewer: Client) -> None:
    job_id = saying.talk.enqueue(text="<img src=x>").id
    run_all()

    page = viewer.get(url("job_detail", DEFAULT, job_id)).content

    assert b"own &lt;img src=x&gt;" in page
    assert b"<img src=x" not in page


def test_the_page_of_a_job_says_why_it_was_cancelled(viewer: Client) -> None:
    job_id = jobs.remember.enqueue(text="x").id
    cancel(job_id, reason="ordered twice")

    assert b"ordered twice" in viewer.get(url("job_detail", DEFAULT, job_id)).content
