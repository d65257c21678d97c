"""What a server's words mean for a mail to one recipient (RFC 5321, 4.2; RFC 3463).

The code decides, not the command to which it was the answer: a 450 to RCPT is as passing as one to the message's end.
"""

import re

from background.mail.outcome import Accepted, Deferred, Refused
from background.mail.transport.provider import Said
from background.mail.transport.smtp.answer import Answer, Barred, Heard, Opening, Unheard
from background.mail.transport.smtp.reply import Reply
from background.mail.transport.unavailable import Trouble, Unavailable

CANNOT_BE_WRITTEN = 554
"""Said by ourselves, of a mail that no server was shown."""
AUTHENTICATION = {530, 534, 535, 538}
"""RFC 4954, 6."""
NO_SUCH_MAILBOX = {550, 551, 553}
_ADDRESS = re.compile(r"5\.1\.(?!7$|8$)\d+")
"""A destination that is none; 5.1.7 and 5.1.8 speak of the sender."""
_NEEDS_UTF8 = {"5.6.7", "5.6.9"}
"""RFC 6531, 3.5: the address or the headers need SMTPUTF8, and there is a server on their way that has not got it."""
_POLICY = re.compile(r"5\.7\.\d+|5\.1\.[78]")


def verdict(provider: str, answer: Answer) -> Said:
    match answer:
        case Barred(trouble=trouble, code=code, text=text):
            return Unavailable(provider=provider, trouble=trouble, code=code, reply=text)
        case Unheard(why=why):
            # Perhaps it was taken. To lose it would be worse than to send it twice under one Message-ID, which many a mailbox folds.
            return Deferred(provider=provider, code=0, reply=f"the server has the whole mail and did not say whether it takes it: {why}")
        case Heard(opening=opening, closing=closing):
            return _heard(provider, opening, closing)


def _heard(provider: str, opening: Opening, closing: Reply | None) -> Said:
    if not opening.mail.is_good:
        return _of_the_sender(provider, opening.mail)
    for recipient in opening.recipients:
        if not recipient.is_good:
            return of_the_mail(provider, recipient, is_recipient=True)
    last = closing if opening.takes_message else opening.data
    if last is None or (last.is_good and not opening.takes_message):
        return Deferred(provider=provider, code=0, reply="the server wants no message, and does not say why")
    return Accepted(provider=provider, provider_id=last.queue_id) if last.is_good else of_the_mail(provider, last)


def _of_the_sender(provider: str, reply: Reply) -> Said:
    """Who may send is between the server and us, whatever the code; but not how an address is written."""
    if not reply.is_final or reply.enhanced.startswith("5.6."):
        return of_the_mail(provider, reply)
    trouble = Trouble.NOT_LET_IN if reply.code in AUTHENTICATION else Trouble.POLICY
    return Unavailable(provider=provider, trouble=trouble, code=reply.code, reply=reply.text)


def of_the_mail(provider: str, reply: Reply, *, is_recipient: bool = False) -> Said:
    code, text = reply
    if not reply.is_final:
        return Deferred(provider=provider, code=code, reply=text)
    if code in AUTHENTICATION:
        return Unavailable(provider=provider, trouble=Trouble.NOT_LET_IN, code=code, reply=text)
    if _POLICY.fullmatch(reply.enhanced):
        return Unavailable(provider=provider, trouble=Trouble.POLICY, code=code, reply=text)
    is_address = bool(_ADDRESS.fullmatch(reply.enhanced)) or (is_recipient and not reply.enhanced and code in NO_SUCH_MAILBOX)
    return Refused(provider=provider, code=code, reply=text, is_address=is_address, is_incapable=reply.enhanced in _NEEDS_UTF8)
