"""Call the function of a task."""

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from inspect import iscoroutine
from typing import Any

from django.tasks import TaskContext, TaskResultStatus
from django.tasks.signals import task_started
from django.utils import timezone
from django.utils.json import normalize_json

from background.constants import JobName
from background.django_tasks.declared import AnyTask, declared
from background.django_tasks.ready import AnyResult, ready
from background.engine.awaiting import awaited
from background.engine.job import Job
from background.queues.default.declaration import default_queue


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCall:
    """A task as it was enqueued. `path` is looked up among the tasks that the worker has loaded, never imported."""

    path: str
    args: list[Any]
    kwargs: dict[str, Any]
    backend: str
    queue: str
    priority: int = 0
    run_after: datetime | None = None

    def task(self) -> AnyTask:
        """The declared task, as it was when it was enqueued.

        Raises:
            UnknownJob: this process knows none at this path.
            InvalidTask, InvalidTaskBackend: the settings of this process do not have its queue or its backend.
        """
        return declared(self.path).using(queue_name=self.queue, priority=self.priority, run_after=self.run_after, backend=self.backend)


@default_queue.job(JobName.RUN_TASK, TaskCall, max_attempts=1, over_http=False)
def run_task(job: Job[TaskCall]) -> object:
    """Run it on whichever queue it was sent to; its result must be JSON, as `django.tasks` demands."""
    task = job.data.task()
    result = _running(job, task)
    task_started.send_robust(type(task.get_backend()), task_result=result)
    context = [TaskContext(task_result=result)] if task.takes_context else []
    return normalize_json(_called(task.func, *context, *job.data.args, **job.data.kwargs))


def _called(function: Callable[..., object], *args: object, **kwargs: object) -> object:
    value = function(*args, **kwargs)
    return awaited(value) if iscoroutine(value) else value


def _running(job: Job[TaskCall], task: AnyTask) -> AnyResult:
    now = timezone.now()
    return replace(
        ready(task, job.data.args, job.data.kwargs),
        id=job.id,
        status=TaskResultStatus.RUNNING,
        enqueued_at=job.created_at,
        started_at=now,
        last_attempted_at=now,
        worker_ids=[f"{socket.gethostname()}.{os.getpid()}"] * job.attempt,
    )
