"""Listens to the email queue."""

import logging
from uuid import UUID

from background.constants import MailState, QueueName
from background.engine.events import Event, QueueEvents, listen
from background.mail import messages

log = logging.getLogger("background.email")


class EmailQueueEvents(QueueEvents):
    """Raises its voice for a mail that will never arrive; everything else is in the log of all jobs."""

    queue = QueueName.EMAIL

    def on_dead(self, event: Event) -> None:
        log.error("mail given up", extra={"job_id": event.job_id, "job": event.name, "attempt": event.attempt})
        messages.settle(UUID(event.job_id), MailState.FAILED, reason="its job was given up")


listen(EmailQueueEvents())
