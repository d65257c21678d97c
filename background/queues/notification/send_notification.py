"""Tell the log of the worker what has happened: the one channel that every project has."""

import logging
from dataclasses import dataclass
from typing import Any

from background.constants import JobName
from background.engine.job import Job
from background.queues.notification.declaration import notification_queue
from background.queues.notification.plain_json import must_be_json, without_secrets

log = logging.getLogger("background.notification")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """`data` is any JSON object. It is no place for secrets: what is named like one is kept out of the log, and nothing else."""

    data: dict[str, Any]

    def __post_init__(self) -> None:
        must_be_json(self.data, "data")


@notification_queue.job(JobName.SEND_NOTIFICATION, Notification)
def send_notification(job: Job[Notification]) -> bool:
    """Write one line with its name and its data."""
    log.info("notification", extra={"job_id": job.id, "job": job.name, "data": without_secrets(job.data.data)})
    return True
