"""The backend itself: what `TASKS[...]["BACKEND"]` names."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.exceptions import InvalidTask, TaskResultDoesNotExist
from django.tasks.signals import task_enqueued

from background.django_tasks.declared import AnyTask, declared
from background.django_tasks.ready import AnyResult, ready
from background.django_tasks.results import result_of
from background.django_tasks.rq_task import RQTask
from background.django_tasks.run_task import TaskCall, run_task
from background.engine import produce
from background.engine.carrier import on_commit
from background.engine.declare import queues
from background.engine.job_type import JobType
from background.engine.look import attempts_of, look
from background.engine.option_args import OptionArgs
from background.exceptions import JobNotFound, OptionInvalid, UnknownJob


class RQBackend(BaseTaskBackend):
    """Tasks are jobs like all others: in the ledger, sent when the transaction commits, never lost with Redis.

    `OPTIONS` takes the options of jobs (`max_attempts`, 1 unless it says more; `timeout`, `backoff`, ...) and `modules`, a list of
    those that declare tasks outside `tasks.py`.
    """

    task_class = RQTask
    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def validate_task(self, task: AnyTask) -> None:
        """Complain at once about what no worker could run.

        Raises:
            InvalidTask: it names the fault.
        """
        super().validate_task(task)
        if task.queue_name not in settings.RQ_QUEUES:
            raise InvalidTask(f"Queue '{task.queue_name}' is not valid for backend.")
        try:
            self._job_type(task)
        except OptionInvalid as error:
            raise InvalidTask(str(error)) from error

    def enqueue(self, task: AnyTask, args: Sequence[Any], kwargs: Mapping[str, Any]) -> AnyResult:  # type: ignore[override]  # no stub can say whose
        """Accept it, with the transaction that is open; `task_enqueued` is sent when Django commits that.

        Raises:
            InvalidTask: no worker could run it.
            TypeError: an argument is not JSON.
            PayloadTooLarge: the arguments weigh more than 64 KiB.
        """
        self.validate_task(task)
        _must_be_found(task)
        result = ready(task, args, kwargs)
        (envelope,) = self._job_type(task).seal([_call_of(task, result)])
        object.__setattr__(result, "id", envelope.id)
        object.__setattr__(result, "enqueued_at", envelope.created_at)
        produce.send([envelope])
        if not produce.commits_by_hand(envelope.options.database):
            on_commit(partial(_tell, type(self), result), database=envelope.options.database)
        return result

    def get_result(self, result_id: str) -> AnyResult:
        """What is known of it, from any process.

        Raises:
            TaskResultDoesNotExist: no task has this id, or none that this process knows.
            QueueUnavailable: Redis does not answer, and no ledger knows it.
        """
        try:
            return result_of(look(str(result_id)), attempts_of(str(result_id)))
        except (JobNotFound, UnknownJob) as error:
            raise TaskResultDoesNotExist(result_id) from error

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = sorted(self.queues - set(settings.RQ_QUEUES))
        faults: list[CheckMessage] = [
            Error(
                f"Queue {name!r} of TASKS[{self.alias!r}] is not in RQ_QUEUES.",
                hint="Add it there, or take it out of QUEUES.",
                id="background.E005",
            )
            for name in missing
        ]
        try:
            run_task.using(**self._options)
        except OptionInvalid as error:
            faults.append(Error(f"OPTIONS of TASKS[{self.alias!r}]: {error}", id="background.E004"))
        return faults

    @property
    def _options(self) -> OptionArgs:
        """What the settings say of every task."""
        return cast("OptionArgs", {name: value for name, value in self.options.items() if name != "modules"})

    def _job_type(self, task: AnyTask) -> JobType[..., TaskCall, object]:
        """The job that runs it: on its queue, by the options of that queue, then of the settings, then of the task."""
        queue = queues.get(task.queue_name)
        options = queue.options.using(max_attempts=1) if queue else run_task.options
        own = task.options if isinstance(task, RQTask) else OptionArgs()
        job_type = replace(run_task, queue=task.queue_name, options=options.using(**self._options).using(**own))
        return job_type.using(priority=int(task.priority), run_after=task.run_after)


def _tell(sender: type[BaseTaskBackend], result: AnyResult) -> None:
    task_enqueued.send_robust(sender, task_result=result)


def _must_be_found(task: AnyTask) -> None:
    try:
        declared(task.module_path)
    except UnknownJob as error:
        raise InvalidTask(str(error)) from error


def _call_of(task: AnyTask, result: AnyResult) -> TaskCall:
    return TaskCall(
        path=task.module_path,
        args=result.args,
        kwargs=result.kwargs,
        backend=task.backend,
        queue=task.queue_name,
        priority=int(task.priority),
        run_after=task.run_after,
    )
