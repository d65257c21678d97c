"""Who did what to queues and their jobs, where the admin shows it: among what is done to its pages of queues."""

from collections.abc import Sequence

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django_rq.models import Dashboard

LONGEST_NAME = 200
NAMED_AT_MOST = 1000
"""Jobs that one entry names; of more it gives the number."""


def write_down(user_id: object, flag: int, what: str, *, object_id: str, name: str) -> None:
    """An entry of the admin's log.

    Args:
        flag: `ADDITION`, `CHANGE` or `DELETION` of Django's log.
        object_id: the job or the queue that it is about, called `name`.
    """
    LogEntry.objects.create(
        user_id=str(user_id),
        content_type=ContentType.objects.get_for_model(Dashboard),
        object_id=object_id,
        object_repr=name[:LONGEST_NAME],
        action_flag=flag,
        change_message=what,
    )


def write_down_jobs(user_id: object, flag: int, done: str, queue: str, job_ids: Sequence[str]) -> None:
    """An entry about what was done to these jobs of a queue, which are at least one."""
    number = "1 job" if len(job_ids) == 1 else f"{len(job_ids):,} jobs"
    write_down(
        user_id,
        flag,
        f"{done.capitalize()} {number} of queue {queue}: {_named(job_ids)}",
        object_id=_shown(job_ids[0]) if len(job_ids) == 1 else queue,
        name=f"{number} of queue {queue}",
    )


def _named(job_ids: Sequence[str]) -> str:
    names = ", ".join(map(_shown, job_ids[:NAMED_AT_MOST]))
    return names if len(job_ids) <= NAMED_AT_MOST else f"{names} and {len(job_ids) - NAMED_AT_MOST:,} more"


def _shown(job_id: str) -> str:
    """PostgreSQL takes no NUL, and an id in Redis may hold anything."""
    return job_id if job_id.isprintable() else ascii(job_id)
