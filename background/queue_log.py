"""Who did what to queues and their jobs, where the admin shows it: among what is done to its pages of queues."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django_rq.models import Dashboard

LONGEST_NAME = 200


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
