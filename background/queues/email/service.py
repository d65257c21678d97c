"""Writes the mails of the email queue and hands them over. It needs no queue to be used or tested."""

from uuid import UUID

from background.engine.envelope import new_ids
from background.mail.deliver import SentMail, deliver
from background.mail.people import still_there
from background.queues.email.addressed import Addressed

__all__ = ["EmailQueueService", "SentMail"]


class EmailQueueService:
    """Sends any mail that is addressed to one person.

    Args:
        mail_id: the id of its job; the same for every attempt at one mail, so that it is sent once. Without it this is a mail of its own.
    """

    def __init__(self, *, mail_id: str = "") -> None:
        self.job_id = UUID(mail_id) if mail_id else None
        self.mail_id = self.job_id or UUID(new_ids(1)[0])

    def send(self, mail: Addressed) -> SentMail:
        """Write it from its templates, in its recipient's language, and hand it over.

        Raises:
            TargetGone: the person to whom it is written is no more.
            MailRefused, MailDeferred, Snooze, ProviderUnavailable: as `deliver`.
        """
        still_there(mail.user_id)
        return deliver(mail.draft(self.mail_id, self.job_id), mail.letter())
