"""Listens to the email queue."""

import logging
import re

from background.constants import QueueName
from background.engine.events import Event, QueueEvents, listen
from background.ledger.ids import as_uuid
from background.mail import messages
from background.mail.address import masked
from background.mail.alarm import mail_given_up

log = logging.getLogger("background.email")


class EmailQueueEvents(QueueEvents):
    """Notes of a mail that nobody will send any more why, and raises the alarm for one that was given up; everything else is in the log
    of all jobs. What ends where nobody listens is found by `background.mail.forsaken`."""

    queue = QueueName.EMAIL

    def on_dead(self, event: Event) -> None:
        told = _told_of(event)
        log.error("mail given up", extra={"job_id": event.job_id, "job": event.name, "attempt": event.attempt, **told})
        _give_up(event)
        mail_given_up.send_robust(event.name, job_id=event.job_id, **told)

    def on_cancelled(self, event: Event) -> None:
        _give_up(event)

    def on_expired(self, event: Event) -> None:
        _give_up(event)


def _told_of(event: Event) -> dict[str, str]:
    """To whom it was, and what went wrong, without whole addresses."""
    job_id, error = as_uuid(event.job_id), event.error
    recipients = messages.recipients_of(job_id) if job_id else []
    for recipient in recipients:
        error = masked(recipient).join(re.split(re.escape(recipient), error, flags=re.IGNORECASE))
    return {"to": ", ".join(map(masked, recipients)), "error": error}


def _give_up(event: Event) -> None:
    if job_id := as_uuid(event.job_id):
        messages.give_up(job_id, event.error or f"its job is {event.kind.value}")


listen(EmailQueueEvents())
