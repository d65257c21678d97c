"""The alarm for mail that nobody will send any more."""

import logging
from itertools import islice
from uuid import UUID

from django.dispatch import Signal

from background.mail.address import without_addresses
from background.mail.given_up import GivenUp

MOST_LOGGED = 10

log = logging.getLogger("background.email")

mail_given_up = Signal()
"""`sender` is the name of its job, or "" where nobody knows that any more, `job_id` its id, `mails` which mails it leaves unsent (a
`GivenUp`), and `error` why, without whole addresses.

Sent once of a job that is dead and leaves some, in the process that found out: mostly a worker. A receiver that raises is logged and
harms nothing.
"""


def raise_alarm(job: str, job_id: UUID, mails: GivenUp, error: str) -> None:
    """Say it in the log and by the signal, if there are any."""
    number = len(mails)
    if not number:
        return
    some, error = ", ".join(mail.to for mail in islice(mails, MOST_LOGGED)), without_addresses(error)
    log.error("mail given up", extra={"job_id": str(job_id), "job": job, "number": number, "to": some, "error": error})
    mail_given_up.send_robust(job, job_id=str(job_id), mails=mails, error=error)
