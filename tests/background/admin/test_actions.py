"""What operators do to jobs, and the trace that it leaves."""

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.test import Client
from redis import Redis

from tests.background import jobs
from tests.background.admin.made import job_that_is
from tests.background.admin.places import DEFAULT, url
from tests.background.worker import run_all


def test_a_job_that_runs_cannot_be_stopped_from_here(operator: Client) -> None:
    job_id = jobs.remember.enqueue(text="busy").id

    assert operator.post(url("stop_job", DEFAULT, job_id)).status_code == 409


@pytest.mark.parametrize("action", ["stop", "explode", ""])
def test_an_unknown_action_does_nothing(action: str, operator: Client, redis: Redis) -> None:
    job_id = job_that_is("queued")

    asked = operator.post(url("confirm_action", DEFAULT), {"action": action, "_selected_action": [job_id]})
    done = operator.post(url("actions", DEFAULT), {"action": action, "job_ids": [job_id]})

    assert (asked.status_code, done.status_code) == (302, 302)
    assert redis.lrange("rq:queue:default", 0, -1) == [job_id.encode()]


def test_a_job_of_another_queue_is_left_alone(dead: str, operator: Client, redis: Redis) -> None:
    other = sorted(settings.RQ_QUEUES).index("email")

    answers = [operator.post(url(name, other, dead)).status_code for name in ("delete_job", "requeue_job")]

    assert answers == [404, 404]
    assert redis.hget(f"rq:job:{dead}", "status") == b"failed"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("requeue_job", "Requeued 1 job"),
        ("delete_job", "Deleted 1 job"),
        ("requeue_all", "Requeued 1 job"),
        ("delete_failed_jobs", "Deleted 1 job"),
    ],
)
def test_every_action_is_written_down(name: str, words: str, dead: str, operator: Client) -> None:
    operator.post(url(name, DEFAULT, dead) if name.endswith("_job") else url(name, DEFAULT))

    entry = LogEntry.objects.get()
    assert entry.user.email == "staff@example.org"
    assert entry.change_message == f"{words} of queue default: {dead}"
    assert "queue default" in operator.get("/admin/").content.decode()


def test_a_viewer_is_offered_no_action(viewer: Client) -> None:
    job_id = jobs.give_up.enqueue(text="x").id
    run_all()

    pages = [viewer.get(url("failed_jobs", DEFAULT)), viewer.get(url("job_detail", DEFAULT, job_id))]

    assert not any(word in page.content.decode() for page in pages for word in ("Requeue", "Delete", "action-select"))
