"""What operators do to jobs, and the trace that it leaves."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.test import Client
from redis import Redis

from background.constants import JobState
from tests.background import jobs
from tests.background.admin.made import job_that_is
from tests.background.admin.places import DEFAULT, url
from tests.background.rq_adapter.worker.jobs import stop_when_asked
from tests.background.worker import desk_of, next_of, run_all
from tests.processes import running, until


def test_a_job_that_runs_is_asked_to_stop(operator: Client, tmp_path: Path) -> None:
    handle = stop_when_asked.enqueue(path=str(tmp_path / "trace"))
    with running("rqworker", "default", DJANGO_SETTINGS_MODULE="tests.settings_with_test_jobs"):
        until((tmp_path / "trace").exists)
        assert 'value="Stop"' in operator.get(url("job_detail", DEFAULT, handle.id)).content.decode()

        page = operator.post(url("stop_job", DEFAULT, handle.id), follow=True).content.decode()

        until(lambda: handle.snapshot().state is JobState.CANCELLED)
    assert handle.snapshot().note == "stopped by an operator"
    assert "1 job was asked to stop" in page
    assert LogEntry.objects.get().change_message == f"Asked to stop 1 job of queue default: {handle.id}"


def test_jobs_that_run_are_ticked_and_asked_to_stop_together(operator: Client, redis: Redis) -> None:
    handles = jobs.remember.enqueue_many([jobs.Note(text="a"), jobs.Note(text="b")])
    for _ in handles:
        next_of(desk_of(redis, "default"))
    assert '<option value="stop">Stop</option>' in operator.get(url("started_jobs", DEFAULT)).content.decode()

    operator.post(url("actions", DEFAULT), {"action": "stop", "job_ids": [handle.id for handle in handles]})

    assert set(redis.lrange("rq:post:worker-1", 0, -1)) == {handle.id.encode() for handle in handles}


def test_a_job_that_has_ended_is_not_asked_to_stop(dead: str, operator: Client) -> None:
    page = operator.post(url("stop_job", DEFAULT, dead), follow=True).content.decode()

    assert "Not asked to stop, because it has ended" in page
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("action", ["explode", ""])
def test_an_unknown_action_does_nothing(action: str, operator: Client, redis: Redis) -> None:
    job_id = job_that_is("queued")

    asked = operator.post(url("confirm_action", DEFAULT), {"action": action, "_selected_action": [job_id]})
    done = operator.post(url("actions", DEFAULT), {"action": action, "job_ids": [job_id]})

    assert (asked.status_code, done.status_code) == (302, 302)
    assert redis.lrange("rq:queue:default", 0, -1) == [job_id.encode()]


def test_a_job_of_another_queue_is_left_alone(dead: str, operator: Client, redis: Redis) -> None:
    other = sorted(settings.RQ_QUEUES).index("email")

    answers = [operator.post(url(name, other, dead)).status_code for name in ("delete_job", "requeue_job", "stop_job")]

    assert answers == [404, 404, 404]
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
