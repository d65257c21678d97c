"""Any JSON object can be told; what is no JSON is refused, and what is a secret is not written."""

from datetime import UTC, datetime
from typing import Any

import pytest
from redis import Redis

from background.constants import JobState, QueueName
from background.engine.declare import queues
from background.engine.queue_names import resolve
from background.exceptions import PayloadTooLarge
from background.queues.notification.send_notification import send_notification
from background.queues.notification.service import NotificationQueueService
from tests.background.worker import run_all

DATA = {"message": "users listed", "by": "7", "numbers": [1, 2.5, None, True], "nested": {"text": "Ω"}}


def test_it_is_told_in_the_log_of_the_worker(caplog: pytest.LogCaptureFixture) -> None:
    handle = NotificationQueueService().add_job(DATA)

    run_all("notification")

    (line,) = [record for record in caplog.records if record.name == "background.notification"]
    assert (line.__dict__["job"], line.__dict__["data"]) == ("send-notification", DATA)
    assert (handle.snapshot().state, handle.snapshot().result) == (JobState.SUCCEEDED, True)


def test_what_is_named_like_a_secret_is_not_written(caplog: pytest.LogCaptureFixture) -> None:
    NotificationQueueService().add_job({"apiToken": "hush-1", "who": [{"password": "hush-2", "name": "Ada"}]})

    run_all("notification")

    written = str([record.__dict__ for record in caplog.records if record.name == "background.notification"])
    assert "Ada" in written
    assert "hush" not in written


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"at": datetime(2026, 1, 1, tzinfo=UTC)}, "data.at is datetime"),
        ({"users": [{"tags": {"a", "b"}}]}, r"data.users\[0\].tags is "),
        ({"photo": b"x"}, "data.photo is b'x', a bytes"),
        ({"share": float("nan")}, "data.share is nan"),
        ({"by_id": {7: "Ada"}}, "data.by_id has the key 7"),
    ],
)
def test_what_is_no_json_is_a_type_error_that_says_where(redis: Redis, data: dict[str, Any], path: str) -> None:
    with pytest.raises(TypeError, match=path):
        NotificationQueueService().add_job(data)

    assert redis.keys("rq:job:*") == []


def test_what_weighs_too_much_is_refused() -> None:
    with pytest.raises(PayloadTooLarge):
        NotificationQueueService().add_job({"text": "x" * 70_000})


def test_it_has_three_attempts() -> None:
    assert send_notification.options.max_attempts == 3


@pytest.mark.parametrize("name", ["notification", "notifications", "notification-queue"])
def test_the_names_of_the_documents_lead_to_one_queue(name: str) -> None:
    assert resolve(name) == QueueName.NOTIFICATION
    assert queues[QueueName.NOTIFICATION].slots == 10
