"""Secrets are masked, and what people wrote is text."""

from django.test import Client

from background.engine.secret import Secret
from tests.background import jobs
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
