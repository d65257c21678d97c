"""Is there somebody for the jobs of every queue?"""

from collections.abc import Iterator

from django.conf import settings

from background.constants import QueueName
from background.monitoring.doctor.finding import Finding, error, warning
from background.monitoring.queues import queue_figures
from background.monitoring.wording import counted
from background.rq_adapter.pause import pauses

LONG_SECONDS = 300


def workers() -> Iterator[Finding]:
    resting = pauses()
    for queue in queue_figures():
        if not queue.workers and (queue.waiting or queue.delayed):
            jobs = counted(queue.waiting + queue.delayed, "job")
            yield error(f"{queue.name!r} has {jobs} to run, and no worker serves it", _way_to_serve(queue.name))
        elif not queue.workers and queue.name in settings.RQ_QUEUES and queue.name != QueueName.DEAD_LETTER:  # no job is sent there
            yield warning(f"no worker serves {queue.name!r}", _way_to_serve(queue.name))
        elif queue.oldest_waiting_seconds > LONG_SECONDS and queue.name not in resting:
            what = f"the next job of {queue.name!r} has waited for {queue.oldest_waiting_seconds:,.0f} s"
            yield warning(what, "start more workers, or give them more slots; manage.py jobs_check says what no worker can run")


def _way_to_serve(queue: str) -> str:
    if queue in settings.RQ_QUEUES:
        return f"start manage.py rqworker {queue}"
    return "add the queue to RQ_QUEUES, or empty it in the admin: the settings do not know it"
