"""Listens to the email queue."""

import logging

from background.constants import QueueName
from background.engine.events import Event, QueueEvents, listen
from background.ledger.ids import as_uuid
from background.mail import messages

log = logging.getLogger("background.email")


class EmailQueueEvents(QueueEvents):
    """Notes of a mail that nobody will send any more why, and raises its voice for one that was given up; everything else is in the log
    of all jobs. What ends where nobody listens is found by `background.mail.forsaken`."""

    queue = QueueName.EMAIL

    def on_dead(self, event: Event) -> None:
        log.error("mail given up", extra={"job_id": event.job_id, "job": event.name, "attempt": event.attempt})
        _give_up(event)

    def on_cancelled(self, event: Event) -> None:
        _give_up(event)

    def on_expired(self, event: Event) -> None:
        _give_up(event)


def _give_up(event: Event) -> None:
    if job_id := as_uuid(event.job_id):
        messages.give_up(job_id, event.error or f"its job is {event.kind.value}")


listen(EmailQueueEvents())
