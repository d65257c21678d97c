"""Send one mail, once, and write down what became of it."""

from typing import TypedDict

from background.constants import MailState, SuppressionReason
from background.exceptions import Snooze
from background.mail import messages
from background.mail.draft import Draft
from background.mail.exceptions import MailDeferred, MailRefused
from background.mail.letters.letter import Letter
from background.mail.outcome import Accepted, Deferred, HandedOver, Refused
from background.mail.outgoing import Outgoing
from background.mail.suppressions import suppress, why_suppressed
from background.mail.transport.transport import transport_for
from background.models import MailMessage


class SentMail(TypedDict):
    """What a mail job returns."""

    sent: bool
    recipient: str


def deliver(draft: Draft, letter: Letter) -> SentMail:
    """Hand the letter over, unless an earlier attempt did, or its recipient is not to be mailed to.

    Raises:
        MailRefused: for good.
        MailDeferred: for now.
        Snooze: a rate has no room for it yet.
        ProviderUnavailable: nothing goes out at the moment.
    """
    mail = messages.opened(draft)
    if messages.is_done(mail):
        return SentMail(sent=True, recipient=draft.recipient)
    if reason := why_suppressed(draft.recipient, draft.stream):
        messages.settle(mail.id, MailState.SUPPRESSED, reason=reason)
        return SentMail(sent=False, recipient=draft.recipient)
    return _note(_handed_over(draft, mail, letter), draft, letter)


def _handed_over(draft: Draft, mail: MailMessage, letter: Letter) -> HandedOver:
    outgoing = Outgoing(id=mail.id, to=draft.recipient, letter=letter, message_id=mail.message_id, stream=draft.stream)
    ((_, outcome),) = transport_for(draft.stream).send([outgoing])
    return outcome


def _note(outcome: HandedOver, draft: Draft, letter: Letter) -> SentMail:
    match outcome:
        case Accepted(provider=provider, provider_id=provider_id):
            body = None if draft.is_secret else messages.packed(letter)
            messages.sent(draft.id, subject=letter.subject, provider=provider, provider_id=provider_id, body=body)
            return SentMail(sent=True, recipient=draft.recipient)
        case Refused(code=code, reply=reply):
            reason = f"{code} {reply}"[: messages.LONGEST_REASON]
            messages.settle(draft.id, MailState.BOUNCED if outcome.is_address else MailState.REJECTED, reason=reason)
            if outcome.is_address:
                suppress(draft.recipient, SuppressionReason.HARD_BOUNCE, detail=reason)
            raise MailRefused(f"{outcome.provider} refuses the mail: {reason}")
        case Deferred(is_held=True, seconds=seconds, reply=reply):
            raise Snooze(seconds or 0, reply)
        case Deferred(code=code, reply=reply, seconds=seconds):
            raise MailDeferred(f"{outcome.provider} does not take the mail now: {code} {reply}", retry_after=seconds)
