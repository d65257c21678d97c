"""An answer as smtplib's exception, for those who know Django's SMTP backend."""

import smtplib

from background.mail.transport.smtp.answer import Answer, Barred, Heard, Opening, Unheard
from background.mail.transport.smtp.envelope import Envelope
from background.mail.transport.smtp.reply import Reply
from background.mail.transport.unavailable import Trouble


def fault_of[T](envelope: Envelope[T], answer: Answer) -> smtplib.SMTPException | None:
    """None when the message was taken, for one recipient at least."""
    match answer:
        case Barred(trouble=Trouble.NOT_LET_IN, code=code, text=text):
            return smtplib.SMTPAuthenticationError(code, text)
        case Barred(code=code, text=text):
            return smtplib.SMTPConnectError(code, text)
        case Unheard(why=why):
            return smtplib.SMTPServerDisconnected(why)
        case Heard(opening=opening, closing=closing):
            return _of_the_words(envelope, opening, closing)


def _of_the_words[T](envelope: Envelope[T], opening: Opening, closing: Reply | None) -> smtplib.SMTPException | None:
    if not opening.mail.is_good:
        return smtplib.SMTPSenderRefused(opening.mail.code, opening.mail.text.encode(), envelope.sender)
    if not any(reply.is_good for reply in opening.recipients):
        replies = zip(envelope.recipients, opening.recipients, strict=True)
        return smtplib.SMTPRecipientsRefused({address: (reply.code, reply.text.encode()) for address, reply in replies})
    last = closing if opening.takes_message else opening.data
    if last is None or not last.is_good:
        return smtplib.SMTPDataError(last.code if last else 0, last.text if last else "the server wants no message")
    return None
