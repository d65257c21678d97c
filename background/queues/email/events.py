"""Listens to the email queue."""

from background.constants import QueueName
from background.engine.events import Event, QueueEvents, listen
from background.ledger.ids import as_uuid
from background.mail.alarm import raise_alarm
from background.mail.given_up import give_up


class EmailQueueEvents(QueueEvents):
    """Notes of a mail that nobody will send any more why, and raises the alarm for those that a dead job leaves; everything else is in the
    log of all jobs. What ends where nobody listens is found by `background.mail.forsaken`."""

    queue = QueueName.EMAIL

    def on_dead(self, event: Event) -> None:
        if job_id := as_uuid(event.job_id):
            raise_alarm(event.name, job_id, give_up(job_id, _reason(event)), event.error)

    def on_cancelled(self, event: Event) -> None:
        _give_up(event)

    def on_expired(self, event: Event) -> None:
        _give_up(event)


def _give_up(event: Event) -> None:
    if job_id := as_uuid(event.job_id):
        give_up(job_id, _reason(event))


def _reason(event: Event) -> str:
    return event.error or f"its job is {event.kind.value}"


listen(EmailQueueEvents())
