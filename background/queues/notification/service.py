"""The door of the notification queue."""

from collections.abc import Mapping
from dataclasses import dataclass

from background.engine.handle import Handle
from background.queues.notification.send_notification import send_notification


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationQueueService:
    """`owner` is the id of the person who may see the jobs, and about whom they are."""

    owner: object = ""

    def add_job(self, data: Mapping[str, object]) -> Handle[bool]:
        """Have this told, soon.

        Raises:
            NotJson: a TypeError that names what JSON does not have; nothing was enqueued.
            PayloadTooLarge: more than 64 KiB.
            QueueUnavailable: Redis does not answer, and there is no ledger.
        """
        owner = str(self.owner)
        job = send_notification.using(owner=owner, subjects=[("user", owner)] if owner else [])
        return job.enqueue(data=dict(data))
