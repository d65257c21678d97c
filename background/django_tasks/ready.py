"""The result of a task of which nothing is known but how it is called."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.tasks import TaskResult, TaskResultStatus

from background.django_tasks.declared import AnyTask

type AnyResult = TaskResult[..., Any]


def ready(task: AnyTask, args: Sequence[Any], kwargs: Mapping[str, Any]) -> AnyResult:
    """It makes plain JSON of the arguments; its id and what happens to it are for others to fill in."""
    no_time = cast("datetime", None)  # the stubs know no result without one
    return TaskResult(
        task=task,
        id="",
        status=TaskResultStatus.READY,
        enqueued_at=no_time,
        started_at=None,
        last_attempted_at=None,
        finished_at=None,
        args=list(args),
        kwargs=dict(kwargs),
        backend=task.backend,
        errors=[],
        worker_ids=[],
    )
