"""Accepts a mailing whose recipients are numbered."""

from background.mail.bulk.recipient import Recipient
from background.queues.email.queue import EmailQueue

CONTEXT = {"headline": "News", "html": "<p>There is some.</p>", "text": "There is some."}


def accept(mails: int) -> None:
    recipients = [Recipient(email=f"reader{number}@example.org", context=CONTEXT) for number in range(mails)]
    EmailQueue().add_bulk_email_jobs(template="newsletter", recipients=recipients)
