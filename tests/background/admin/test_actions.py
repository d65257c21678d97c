"""What operators do to jobs, and the trace that it leaves."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone
from redis import Redis

from background.rq_adapter.claims import Claim, Claims
from tests.background import jobs
from tests.background.admin.conftest import url
from tests.background.worker import run_all

DEFAULT = sorted(settings.RQ_QUEUES).index("default")

TOMORROW = timezone.now() + timedelta(days=1)
EVERYWHERE = ["rq:queue:default", "rq:prioritised:default", "rq:scheduled:default", "rq:failed:default", "rq:finished:default"]


@pytest.fixture
def dead(operator: Client) -> str:
    """A job that failed three times and has a priority."""
    job_id = jobs.fail.using(priority=7).enqueue(text="this").id
    for _ in range(3):
        run_all()
    jobs.ran.clear()
    return job_id


@pytest.mark.parametrize("name", ["requeue_job", "enqueue_job"])
def test_a_dead_job_starts_afresh(name: str, dead: str, operator: Client, redis: Redis) -> None:
    operator.post(url(name, DEFAULT, dead))

    assert redis.hexists("rq:dead_letters", dead) is False
    assert redis.zscore("rq:failed:default", dead) is None
    assert redis.zscore("rq:prioritised:default", dead) is not None
    assert redis.ttl(f"rq:job:{dead}") == -1
    assert redis.llen("rq:bell:default") > 0

    run_all()
    assert jobs.ran[0] == "attempt 1"


def test_all_dead_jobs_start_afresh(dead: str, operator: Client, redis: Redis) -> None:
    redis.zadd("rq:failed:default", {"forgotten": 2e12})

    response = operator.post(url("requeue_all", DEFAULT), follow=True)

    assert redis.hget(f"rq:job:{dead}", "status") == b"queued"
    assert "1 job was requeued" in response.content.decode()
    assert "because missing: forgotten" in response.content.decode()


def test_a_waiting_job_is_not_put_in_line_twice(operator: Client, redis: Redis) -> None:
    job_id = jobs.remember.enqueue(text="once").id

    response = operator.post(url("requeue_job", DEFAULT, job_id), follow=True)

    assert "because queued" in response.content.decode()
    assert redis.llen("rq:queue:default") == 1


@pytest.mark.parametrize("status", ["queued", "prioritised", "scheduled", "finished", "failed"])
def test_nothing_is_left_of_a_deleted_job(status: str, operator: Client, redis: Redis) -> None:
    job_id = _job_that_is(status)

    operator.post(url("delete_job", DEFAULT, job_id))

    left = [key for key in redis.keys() if job_id.encode() in key]
    assert left == []
    assert not any(job_id.encode() in _members(redis, key) for key in EVERYWHERE)
    assert not redis.hexists("rq:dead_letters", job_id)


def test_a_job_that_runs_is_not_deleted(operator: Client, redis: Redis) -> None:
    job_id = jobs.remember.enqueue(text="busy").id
    assert isinstance(Claims(redis, "worker", ["default"]).take(), Claim)

    response = operator.post(url("delete_job", DEFAULT, job_id), follow=True)

    assert "because started" in response.content.decode()
    assert redis.hget(f"rq:job:{job_id}", "status") == b"started"
    assert not LogEntry.objects.exists()


def test_a_job_that_runs_cannot_be_stopped_from_here(operator: Client) -> None:
    job_id = jobs.remember.enqueue(text="busy").id

    assert operator.post(url("stop_job", DEFAULT, job_id)).status_code == 409


def test_an_emptied_queue_keeps_what_is_not_waiting(operator: Client, redis: Redis) -> None:
    waiting = [_job_that_is("queued"), _job_that_is("prioritised")]
    scheduled = _job_that_is("scheduled")

    operator.post(url("clear", DEFAULT))

    assert not any(redis.exists(f"rq:job:{job_id}") for job_id in waiting)
    assert redis.exists(f"rq:job:{scheduled}")


def test_the_dead_are_cleared(dead: str, operator: Client, redis: Redis) -> None:
    operator.post(url("delete_failed_jobs", DEFAULT))

    assert not redis.exists(f"rq:job:{dead}", "rq:failed:default", "rq:dead_letters")


def test_ticked_jobs_are_confirmed_and_deleted(operator: Client, redis: Redis) -> None:
    first, second, spared = (_job_that_is("queued") for _ in range(3))

    asked = operator.post(url("confirm_action", DEFAULT), {"action": "delete", "_selected_action": [first, second]})
    operator.post(url("actions", DEFAULT), {"action": "delete", "job_ids": [first, second]})

    assert first in asked.content.decode()
    assert spared not in asked.content.decode()
    assert redis.lrange("rq:queue:default", 0, -1) == [spared.encode()]


def test_ticked_dead_jobs_start_afresh(dead: str, operator: Client) -> None:
    operator.post(url("actions", DEFAULT), {"action": "requeue", "job_ids": [dead]})

    run_all()

    assert jobs.ran[0] == "attempt 1"


@pytest.mark.parametrize("action", ["stop", "explode", ""])
def test_an_unknown_action_does_nothing(action: str, operator: Client, redis: Redis) -> None:
    job_id = _job_that_is("queued")

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


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:evil.example"])
def test_nobody_is_sent_to_another_site(elsewhere: str, operator: Client) -> None:
    job_id = _job_that_is("queued")

    asked = operator.post(url("confirm_action", DEFAULT), headers={"Referer": elsewhere})
    shown = operator.post(
        url("confirm_action", DEFAULT), {"action": "delete", "_selected_action": [job_id]}, headers={"Referer": elsewhere}
    )
    done = operator.post(url("actions", DEFAULT), {"action": "delete", "job_ids": [job_id], "next_url": elsewhere})

    assert asked["Location"] == done["Location"] == url("jobs", DEFAULT)
    assert elsewhere not in shown.content.decode()


def test_one_comes_back_to_where_one_was(operator: Client) -> None:
    here = url("failed_jobs", DEFAULT) + "?page=2"

    done = operator.post(url("actions", DEFAULT), {"action": "delete", "job_ids": ["x"], "next_url": here})

    assert done["Location"] == here


def test_a_viewer_is_offered_no_action(viewer: Client) -> None:
    job_id = jobs.give_up.enqueue(text="x").id
    run_all()

    pages = [viewer.get(url("failed_jobs", DEFAULT)), viewer.get(url("job_detail", DEFAULT, job_id))]

    assert not any(word in page.content.decode() for page in pages for word in ("Requeue", "Delete", "action-select"))


def test_a_finished_job_can_run_once_more(operator: Client) -> None:
    job_id = _job_that_is("finished")

    operator.post(url("requeue_job", DEFAULT, job_id))
    run_all()

    assert jobs.ran == ["finished", "finished"]


def _job_that_is(status: str) -> str:
    match status:
        case "queued":
            return jobs.remember.enqueue(text=status).id
        case "prioritised":
            return jobs.remember.using(priority=9).enqueue(text=status).id
        case "scheduled":
            return jobs.remember.using(run_after=TOMORROW).enqueue(text=status).id
        case _:
            job = jobs.give_up if status == "failed" else jobs.remember
            job_id = job.enqueue(text=status).id
            run_all()
            return job_id


def _members(redis: Redis, key: str) -> list[bytes]:
    return list(redis.lrange(key, 0, -1) if redis.type(key) == b"list" else redis.zrange(key, 0, -1))
