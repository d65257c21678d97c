"""Django's signals of tasks, each once."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.tasks import TaskResult, TaskResultStatus
from django.tasks.signals import task_enqueued, task_finished, task_started

from background.models import JobRecord
from background.rq_adapter.cancel import cancel
from tests.background.django_tasks import tasks
from tests.background.worker import run_all

type Heard = list[tuple[str, str, TaskResultStatus]]
type AnyResult = TaskResult[..., Any]


@pytest.fixture
def heard() -> Iterator[Heard]:
    told: Heard = []
    signals = {"enqueued": task_enqueued, "started": task_started, "finished": task_finished}

    def listener(word: str) -> Any:
        def hear(sender: type, task_result: AnyResult, **_: object) -> None:
            told.append((word, task_result.id, task_result.status))

        return hear

    listeners = {word: listener(word) for word in signals}
    for word, signal in signals.items():
        signal.connect(listeners[word])
    yield told
    for word, signal in signals.items():
        signal.disconnect(listeners[word])


def test_a_success_is_told_of_thrice(heard: Heard) -> None:
    result = tasks.add.enqueue(1)
    run_all()

    assert heard == [("enqueued", result.id, "READY"), ("started", result.id, "RUNNING"), ("finished", result.id, "SUCCESSFUL")]


def test_a_task_with_three_attempts_finishes_once(heard: Heard) -> None:
    tasks.fail_thrice.enqueue()
    run_all()

    assert [(word, status) for word, _, status in heard] == [("enqueued", "READY"), *[("started", "RUNNING")] * 3, ("finished", "FAILED")]


def test_a_task_that_was_called_off_has_finished_and_not_begun(heard: Heard) -> None:
    result = tasks.add.enqueue(1)
    cancel(result.id)

    assert [(word, status) for word, _, status in heard] == [("enqueued", "READY"), ("finished", "FAILED")]


@pytest.mark.django_db(transaction=True)
def test_where_django_does_not_commit_a_task_is_kept_and_nobody_told(heard: Heard) -> None:
    transaction.set_autocommit(False)
    try:
        result = tasks.add.enqueue(1)
        transaction.commit()
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)

    assert heard == []
    assert JobRecord.objects.get().id == UUID(result.id)


def test_nothing_is_told_before_the_commit_or_of_a_rollback(heard: Heard) -> None:
    with transaction.atomic():
        tasks.add.enqueue(1)
        assert heard == []
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tasks.add.enqueue(2)
        _ = 1 / 0

    assert [word for word, _, _ in heard] == ["enqueued"]
