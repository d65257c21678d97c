"""Orders to jobs and batches over HTTP are entries of the admin's log, those of their owners too."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from redis import Redis
from rest_framework.test import APIClient

from accounts.models import User
from background.engine.context import calling
from background.jobs import batch
from background.models import JobBatch
from tests.background.jobs import remember
from tests.background.worker import run_all

JOBS = "/api/v1/jobs/"


def entries() -> list[tuple[str, str, str | None, str, int, str]]:
    return [
        (row.user.get_username(), str(row.content_type), row.object_id, row.object_repr, row.action_flag, row.change_message)
        for row in LogEntry.objects.select_related("content_type").order_by("id")
    ]


def test_a_job_that_its_owner_cancels_and_restarts(as_ada: APIClient, ada: User) -> None:
    job = remember.using(owner=str(ada.pk)).enqueue(text="x")

    codes = [as_ada.post(f"{JOBS}{job.id}/{order}/").status_code for order in ("cancel", "retry")]

    assert codes == [202, 202]
    assert [(entry[0], *entry[2:]) for entry in entries()] == [
        ("ada@example.org", job.id, "1 job of queue default", CHANGE, f"Cancelled 1 job of queue default: {job.id}"),
        ("ada@example.org", job.id, "1 job of queue default", CHANGE, f"Requeued 1 job of queue default: {job.id}"),
    ]


def test_a_job_that_is_moved(as_ada: APIClient, ada: User) -> None:
    job = remember.using(owner=str(ada.pk), run_after=timedelta(hours=1)).enqueue(text="x")

    answer = as_ada.post(f"{JOBS}{job.id}/reschedule/", {"run_after": "2099-01-02T03:04:05Z"})

    ((_, _, object_id, _, _, message),) = entries()
    assert (answer.status_code, object_id) == (202, job.id)
    assert message == f"Moved 1 job of queue default to 2099-01-02T03:04:05+00:00: {job.id}"


@pytest.mark.parametrize("order", ["cancel", "reschedule"])
def test_an_order_that_comes_too_late_leaves_none(as_ada: APIClient, ada: User, order: str) -> None:
    job = remember.using(owner=str(ada.pk)).enqueue(text="x")
    run_all()

    answer = as_ada.post(f"{JOBS}{job.id}/{order}/", {"delay_seconds": 60} if order == "reschedule" else None)

    assert (answer.status_code, answer.json()["code"], entries()) == (409, "wrong_state", [])


def test_a_batch_that_its_owner_calls_off(as_ada: APIClient, ada: User, redis: Redis) -> None:
    with calling(owner=str(ada.pk)), batch("import") as some:
        some.add_many(remember.prepared(text=name) for name in "ab")
    url = f"/api/v1/batches/{some.id}/cancel/"

    codes = [as_ada.post(url, {"reason": "wrong file"}).status_code]

    row = JobBatch.objects.get(id=some.id)
    assert codes == [202]
    assert [(entry[0], *entry[2:]) for entry in entries()] == [
        ("ada@example.org", some.id, str(row), CHANGE, "2 jobs were cancelled: wrong file")
    ]
