"""Send one mail, once, and write down what became of it."""

from contextlib import closing
from typing import TypedDict

from background.constants import MailState, SuppressionReason
from background.exceptions import Snooze
from background.mail import messages, taken
from background.mail.address import without_addresses
from background.mail.draft import Draft
from background.mail.exceptions import MailDeferred, MailRefused
from background.mail.letters.letter import Letter
from background.mail.outcome import Accepted, Deferred, HandedOver, Refused
from background.mail.outgoing import Outgoing
from background.mail.suppressions import suppress, why_suppressed
from background.mail.tracking.join import join
from background.mail.transport.transport import transport_for


class SentMail(TypedDict):
    """What a mail job returns."""

    sent: bool
    recipient: str


def deliver(draft: Draft, letter: Letter) -> SentMail:
    """Hand the letter over, unless an earlier attempt did, or its recipient is not to be mailed to, or was forgotten.

    Raises:
        MailRefused: for good.
        MailDeferred: for now; another attempt may succeed.
        Snooze: a rate has no room for it yet.
        ProviderUnavailable: nothing goes out at the moment.
    """
    mail = messages.opened(draft)
    if mail.is_done:
        join(mail.id, mail.provider_id)  # the attempt that heard the answer may have died before it looked
        taken.forget(mail.id)
        return SentMail(sent=True, recipient=draft.recipient)
    if not mail.recipient:  # its recipient wanted to be forgotten
        return SentMail(sent=False, recipient="")
    if reason := why_suppressed(draft.recipient, draft.stream):
        messages.suppressed(mail, reason)
        return SentMail(sent=False, recipient=draft.recipient)
    messages.begin(mail)
    if earlier := taken.recall(mail.id):
        messages.sent(draft, letter, earlier)
        taken.forget(mail.id)
        return SentMail(sent=True, recipient=draft.recipient)
    outgoing = Outgoing(id=mail.id, to=draft.recipient, letter=letter, message_id=mail.message_id, stream=draft.stream)
    with taken.remembering(mail.id) as remember, closing(transport_for(draft.stream).send([outgoing])) as answers:
        _, outcome = next(answers)
        if isinstance(outcome, Accepted):
            remember(outcome)
        return _note(outcome, draft, letter)  # before the transport goes on: until then the mail counts as given away


def _note(outcome: HandedOver, draft: Draft, letter: Letter) -> SentMail:
    match outcome:
        case Accepted():
            messages.sent(draft, letter, outcome)
            return SentMail(sent=True, recipient=draft.recipient)
        case Refused():
            raise _refused(outcome, draft)
        case Deferred(is_held=True, seconds=seconds, reply=reply):
            raise Snooze(seconds or 0, reply)
        case Deferred():
            raise _deferred(outcome, draft)


def _refused(outcome: Refused, draft: Draft) -> MailRefused:
    """A policy turns down the mail or its sender: only a mailbox that is not there suppresses its address."""
    messages.turned_down(draft.id, outcome.state, provider=outcome.provider, reason=outcome.reason)
    if outcome.is_address:
        suppress(draft.recipient, SuppressionReason.HARD_BOUNCE, detail=outcome.reason)
    return MailRefused(f"{outcome.provider} refuses the mail: {without_addresses(outcome.reason)}")


def _deferred(outcome: Deferred, draft: Draft) -> MailDeferred:
    messages.turned_down(draft.id, MailState.DEFERRED, provider=outcome.provider, reason=outcome.reason)
    message = f"{outcome.provider} does not take the mail now: {without_addresses(outcome.reason)}"
    return MailDeferred(message, retry_after=outcome.seconds)
