"""What is known of a job, in the words of `django.tasks`."""

import builtins
import re
from collections.abc import Sequence
from dataclasses import replace

import msgspec
from django.tasks import TaskResultStatus
from django.tasks.base import TaskError

from background.constants import JobName, JobState
from background.django_tasks.ready import AnyResult, ready
from background.django_tasks.run_task import TaskCall
from background.exceptions import UnknownJob
from background.interfaces import AttemptSnapshot, JobFault, JobSnapshot

UNKNOWN_WORKER = "unknown"
"""Stands for a worker whose attempt nobody has written down yet."""

_STATUSES = {
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.SUCCEEDED: TaskResultStatus.SUCCESSFUL,
    JobState.DEAD: TaskResultStatus.FAILED,
    JobState.CANCELLED: TaskResultStatus.FAILED,
    JobState.EXPIRED: TaskResultStatus.FAILED,
}


def result_of(job: JobSnapshot, attempts: Sequence[AttemptSnapshot] = ()) -> AnyResult:
    """The task's result, with as many of its attempts as are written down.

    Raises:
        UnknownJob: it is a job of another kind, or this process does not know its task.
    """
    call = _call_of(job)
    result = replace(
        ready(call.task(), call.args, call.kwargs),
        id=job.id,
        status=_STATUSES.get(job.state, TaskResultStatus.READY),
        enqueued_at=job.created_at,
        started_at=next((attempt.started_at for attempt in attempts if attempt.started_at), job.started_at),
        last_attempted_at=job.started_at,
        finished_at=job.finished_at,
        errors=_errors(job, attempts),
        worker_ids=_workers(job, attempts),
    )
    object.__setattr__(result, "_return_value", job.result)  # django's own backends do it so: it is no argument
    return result


def _call_of(job: JobSnapshot) -> TaskCall:
    if job.name != JobName.RUN_TASK:
        raise UnknownJob(f"job {job.id!r} is a {job.name!r}, and no task")
    try:
        return msgspec.convert(job.data, TaskCall)
    except msgspec.ValidationError as error:
        raise UnknownJob(f"job {job.id!r} does not say which task it is: {error}") from error


def _workers(job: JobSnapshot, attempts: Sequence[AttemptSnapshot]) -> list[str]:
    """One for each attempt, so that `result.attempts` is right also before the newest is written down."""
    known = {attempt.number: attempt.worker for attempt in attempts if attempt.worker}
    return [known.get(number, UNKNOWN_WORKER) for number in range(1, job.attempts + 1)]


def _errors(job: JobSnapshot, attempts: Sequence[AttemptSnapshot]) -> list[TaskError]:
    faults = {attempt.number: attempt.error for attempt in attempts if attempt.error}
    if job.error:
        faults.setdefault(job.attempts, job.error)
    return [TaskError(exception_class_path=_class_path(fault), traceback=fault.stack or str(fault)) for _, fault in sorted(faults.items())]


def _class_path(fault: JobFault) -> str:
    """Where its class is: a traceback ends in it, spelt out but for builtins, and what befell a job without one is of ours."""
    named = re.findall(rf"^((?:[\w<>]+\.)*{re.escape(fault.code)})(?=:|$)", fault.stack, re.MULTILINE)
    if not named:  # also when a long message left no room for the end of the traceback
        return f"{'builtins' if hasattr(builtins, fault.code) else 'background.exceptions'}.{fault.code}"
    return str(named[-1]) if "." in named[-1] else f"builtins.{named[-1]}"
