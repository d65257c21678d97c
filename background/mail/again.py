"""Whether a mail can be sent once more."""

from background.constants import MailState, MailStream
from background.mail.forget import FORGOTTEN
from background.mail.kept import letter_of
from background.mail.suppressions import why_suppressed
from background.models import MailMessage


def why_not_again(mail: MailMessage) -> str:
    """The reason, or nothing where it can."""
    if mail.is_secret:
        return "it holds a secret, and nothing of what it said is kept"
    if mail.state in (MailState.QUEUED, MailState.DEFERRED) and mail.sent_at is None:
        return "it waits to be sent as it is"
    if mail.stream == MailStream.BULK:
        return "it went to many; send its recipient a mail of their own"
    if not mail.recipient:
        return FORGOTTEN
    if reason := why_suppressed(mail.recipient, MailStream.TRANSACTIONAL):
        return f"nothing is mailed to its recipient: {reason}"
    if letter_of(mail) is None:
        return "nothing of what it said is kept; start its job afresh"
    return ""
