"""What Django's own tests of its backends ask of a backend, asked of ours."""

import pickle
from datetime import datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import transaction
from django.tasks import TaskResultStatus, default_task_backend, task, task_backends
from django.tasks.exceptions import InvalidTask, TaskResultDoesNotExist, TaskResultMismatch
from django.utils import timezone
from pytest_django import Settings
from redis import Redis

from background.django_tasks import RQBackend
from background.engine.backoff import fixed
from background.exceptions import PayloadTooLarge
from background.models import JobRecord
from tests.background.django_tasks import tasks
from tests.background.jobs import remember
from tests.background.worker import run_all

RQ = "background.django_tasks.RQBackend"


def test_it_is_the_default_backend_and_can_do_everything() -> None:
    backend = task_backends["default"]

    assert isinstance(backend, RQBackend)
    assert backend.supports_defer
    assert backend.supports_async_task
    assert backend.supports_get_result
    assert backend.supports_priority


@pytest.mark.parametrize("which", [tasks.add, tasks.add_later])
def test_a_task_that_is_enqueued_is_ready(which: Any) -> None:
    result = which.enqueue(1, second=2)

    assert (result.status, result.is_finished, result.attempts) == (TaskResultStatus.READY, False, 0)
    assert (result.task, result.args, result.kwargs, result.backend) == (which, [1], {"second": 2}, "default")
    assert result.enqueued_at is not None
    assert (result.started_at, result.last_attempted_at, result.finished_at) == (None, None, None)
    with pytest.raises(ValueError, match="Task has not finished yet"):
        _ = result.return_value


@pytest.mark.parametrize("which", [tasks.add, tasks.add_later])
def test_a_task_that_ran_has_its_result_and_its_times(which: Any) -> None:
    result = which.enqueue(1, second=2)
    run_all()

    result.refresh()

    assert (result.status, result.return_value, result.attempts, result.errors) == (TaskResultStatus.SUCCESSFUL, 3, 1, [])
    assert result.enqueued_at <= result.started_at <= result.finished_at
    assert result.last_attempted_at == result.started_at


@pytest.mark.parametrize("which", [tasks.add, tasks.add_later])
def test_all_of_it_can_be_awaited(which: Any) -> None:
    async def enqueued_and_refreshed() -> Any:
        result = await which.aenqueue(1)
        await result.arefresh()
        return await which.aget_result(result.id)

    result = async_to_sync(enqueued_and_refreshed)()

    assert (result.args, result.status) == ([1], TaskResultStatus.READY)
    with pytest.raises(TypeError, match="Unsupported type"):
        async_to_sync(which.aenqueue)(object())
    with pytest.raises(TaskResultDoesNotExist):
        async_to_sync(default_task_backend.aget_result)("123")


def test_a_result_that_is_asked_for_is_the_one_that_was_given() -> None:
    result = tasks.add.using(priority=7, run_after=timezone.now() + timedelta(hours=1)).enqueue(1)

    assert tasks.add.get_result(result.id) == result
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301  # our own


def test_the_result_of_another_task_does_not_match() -> None:
    result = tasks.add.enqueue(1)

    with pytest.raises(TaskResultMismatch, match="Task does not match"):
        tasks.fail.get_result(result.id)


def test_what_is_no_task_has_no_result() -> None:
    job = remember.enqueue(text="x")

    for no_task in (job.id, "0199a1e5-0000-7000-8000-000000000000", "123"):
        with pytest.raises(TaskResultDoesNotExist):
            default_task_backend.get_result(no_task)


def test_arguments_become_plain_json() -> None:
    result = default_task_backend.enqueue(tasks.add, [(1, 2)], {"second": {"tuple": (3,)}})

    assert (result.args, result.kwargs) == ([[1, 2]], {"second": {"tuple": [3]}})


def test_arguments_that_are_not_json_or_too_large_are_refused() -> None:
    with pytest.raises(TypeError, match="Unsupported type"):
        tasks.fail.enqueue(object())  # type: ignore[arg-type]  # that is the point
    with pytest.raises(PayloadTooLarge, match="the limit is 65,536"):
        tasks.fail.enqueue("x" * 70_000)

    assert not JobRecord.objects.exists()


def test_an_error_is_told_with_its_class_and_its_traceback() -> None:
    result = tasks.fail.enqueue("you")
    run_all()

    result.refresh()

    assert (result.status, result.is_finished, result.attempts) == (TaskResultStatus.FAILED, True, 1)
    (error,) = result.errors
    assert error.exception_class is tasks.NoLuck
    assert error.traceback.endswith("NoLuck: no luck\nwith you\n")
    with pytest.raises(ValueError, match="Task failed"):
        _ = result.return_value


def test_an_error_that_says_more_than_is_kept_has_its_class() -> None:
    result = tasks.fail_at_length.enqueue()
    run_all()

    result.refresh()

    assert result.errors[0].exception_class is RuntimeError


def test_a_task_that_leaves_has_failed_and_its_worker_goes_on() -> None:
    left, added = tasks.leave.enqueue(), tasks.add.enqueue(1)
    run_all()

    left.refresh()
    added.refresh()

    assert left.errors[0].exception_class is SystemExit
    assert added.return_value == 1


def test_a_result_that_is_not_json_is_a_failure() -> None:
    result = tasks.return_object.enqueue()
    run_all()

    result.refresh()

    assert result.status is TaskResultStatus.FAILED
    assert result.errors[0].exception_class is TypeError
    assert "Unsupported type" in result.errors[0].traceback


def test_the_context_says_which_task_and_which_attempt_it_is() -> None:
    result = tasks.tell_context.enqueue()
    run_all()

    result.refresh()

    assert result.return_value == [result.id, 1]


def test_more_attempts_are_made_when_the_task_asks_for_them() -> None:
    result = tasks.fail_thrice.enqueue()
    run_all()

    result.refresh()

    assert (result.status, result.attempts) == (TaskResultStatus.FAILED, 3)
    assert result.errors[-1].exception_class is ValueError


def test_the_larger_priority_runs_first_and_what_is_for_later_waits(redis: Redis) -> None:
    normal = tasks.add.enqueue(1)
    urgent = tasks.add.using(priority=100).enqueue(2)
    later = tasks.add.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(3)

    run_all(max_jobs=1)

    for result in (normal, urgent, later):
        result.refresh()
    assert [result.status for result in (normal, urgent, later)] == ["READY", "SUCCESSFUL", "READY"]
    assert redis.zscore("rq:scheduled:default", later.id) is not None


def test_a_task_runs_on_the_queue_it_was_sent_to(redis: Redis) -> None:
    result = tasks.add.using(queue_name="email").enqueue(1)

    assert redis.lrange("rq:queue:email", 0, -1) == [result.id.encode()]
    run_all("email")
    result.refresh()
    assert (result.return_value, result.task.queue_name) == (1, "email")


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"priority": 101}, "priority must be a whole number between -100 and 100"),
        ({"priority": 3.1}, "priority must be a whole number"),
        ({"run_after": datetime(2030, 1, 1)}, "run_after must be an aware datetime"),  # noqa: DTZ001
        ({"queue_name": "nowhere"}, "Queue 'nowhere' is not valid for backend"),
    ],
)
def test_what_no_worker_could_run_is_refused(wrong: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidTask, match=complaint):
        tasks.add.using(**wrong)


def test_a_function_that_no_worker_could_find_is_refused() -> None:
    with pytest.raises(InvalidTask, match="module level"):
        task(lambda: None)
    with pytest.raises(InvalidTask, match="does not have a first argument of 'context'"):
        task(takes_context=True)(tasks.no_task)  # type: ignore[arg-type]  # that is the point
    with pytest.raises(InvalidTask, match=r"no task is declared at .tests\.background\.django_tasks\.tasks\.no_task"):
        tasks.hidden.enqueue()
    with pytest.raises(InvalidTask, match="max_attempts is 0"):
        task(max_attempts=0)(tasks.no_task)  # type: ignore[call-overload]


def test_an_unknown_queue_is_refused_also_where_the_settings_name_none(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": RQ, "QUEUES": []}}

    with pytest.raises(InvalidTask, match="Queue 'nowhere' is not valid for backend"):
        tasks.add.using(queue_name="nowhere")


def test_what_is_rolled_back_was_never_enqueued(redis: Redis) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        result = tasks.add.enqueue(1)
        _ = 1 / 0

    assert not JobRecord.objects.exists()
    assert redis.llen("rq:queue:default") == 0
    with pytest.raises(TaskResultDoesNotExist):
        result.refresh()


def test_options_of_the_settings_are_for_every_task(settings: Settings) -> None:
    settings.TASKS = {"default": {"BACKEND": RQ, "OPTIONS": {"max_attempts": 2, "backoff": fixed(timedelta())}}}

    result = tasks.fail.enqueue("you")
    run_all()

    result.refresh()
    assert result.attempts == 2


@pytest.mark.django_db(databases="__all__")  # whether they can hold JSON is checked, too
@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"QUEUES": ["default", "nowhere"]}, "Queue 'nowhere' of TASKS['default'] is not in RQ_QUEUES"),
        ({"OPTIONS": {"max_attempts": 0}}, "max_attempts is 0"),
        ({"OPTIONS": {"colour": "red"}}, "there is no option 'colour'"),
    ],
)
def test_check_tells_of_settings_that_cannot_be(settings: Settings, wrong: dict[str, Any], complaint: str) -> None:
    settings.TASKS = {"default": {"BACKEND": RQ, **wrong}}

    with pytest.raises(SystemCheckError) as told:
        call_command("check")

    assert complaint in str(told.value)
