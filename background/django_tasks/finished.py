"""Says when a task has come to its end, in whatever way: also when it was killed, called off, or too late."""

from django.tasks.exceptions import InvalidTask, InvalidTaskBackend
from django.tasks.signals import task_finished

from background.constants import JobName
from background.django_tasks.results import result_of
from background.engine.events import Event, QueueEvents
from background.engine.look import look
from background.exceptions import UnknownJob


class TaskEnds(QueueEvents):
    """Sends `task_finished` once the end is settled, so that whoever hears it and asks for the result finds it."""

    def on_completed(self, event: Event) -> None:
        _tell(event)

    def on_dead(self, event: Event) -> None:
        _tell(event)

    def on_cancelled(self, event: Event) -> None:
        _tell(event)

    def on_expired(self, event: Event) -> None:
        _tell(event)


def _tell(event: Event) -> None:
    if event.name != JobName.RUN_TASK:
        return
    try:
        result = result_of(look(event.job_id))
    except (UnknownJob, InvalidTask, InvalidTaskBackend):
        return  # nobody here has such a task; that it is why the job has failed is said by the job
    task_finished.send_robust(type(result.task.get_backend()), task_result=result)
