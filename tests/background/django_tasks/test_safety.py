"""A writer of Redis names what it likes: nothing runs but declared tasks, and nothing is imported."""

import sys

import msgspec
import pytest
from redis import Redis

from background.constants import JobState
from background.engine.look import look
from background.rq_adapter.dead_letters import letter_of
from tests.background.django_tasks import tasks
from tests.background.worker import run_all


def rewritten(redis: Redis, job_id: str, **changes: object) -> None:
    """The job as an attacker leaves it."""
    name, instance, (call,), kwargs = msgspec.json.decode(redis.hget(f"rq:job:{job_id}", "data"))
    redis.hset(f"rq:job:{job_id}", "data", msgspec.json.encode([name, instance, [call | changes], kwargs]))


@pytest.mark.parametrize("path", ["os.system", "tests.background.django_tasks.tasks.no_task", "builtins.eval", "antigravity.fly", "", "x"])
def test_what_is_no_declared_task_is_dead_and_not_called(redis: Redis, path: str) -> None:
    result = tasks.add.enqueue("touch /tmp/never")  # type: ignore[arg-type]  # what os.system would take
    rewritten(redis, result.id, path=path)

    run_all()

    assert look(result.id).state is JobState.DEAD
    assert letter_of(result.id)["error"]["reason"] == "unknown_job"
    assert "no task is declared at" in letter_of(result.id)["error"]["message"]
    assert "antigravity" not in sys.modules


@pytest.mark.parametrize("change", [{"path": "shop.tasks.removed"}, {"queue": "nowhere"}, {"backend": "nowhere"}])
def test_a_task_that_a_deploy_has_taken_away_breaks_no_listener(
    redis: Redis, caplog: pytest.LogCaptureFixture, change: dict[str, str]
) -> None:
    result = tasks.add.enqueue(1)
    rewritten(redis, result.id, **change)

    run_all()

    assert look(result.id).state is JobState.DEAD
    assert [record.getMessage() for record in caplog.records if "raised" in record.getMessage()] == []


def test_another_queue_or_backend_than_the_settings_have_is_a_failure(redis: Redis) -> None:
    wrong_queue, wrong_backend = tasks.add.enqueue(1), tasks.add.enqueue(1)
    rewritten(redis, wrong_queue.id, queue="nowhere")
    rewritten(redis, wrong_backend.id, backend="nowhere")

    run_all()

    assert (look(wrong_queue.id).state, look(wrong_backend.id).state) == (JobState.DEAD, JobState.DEAD)
