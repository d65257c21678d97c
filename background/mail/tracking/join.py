"""Brings together mails and what was told of them, in whatever order both became known."""

from uuid import UUID

from django.conf import settings

from background.constants import MailState
from background.mail.tracking.news import STATES
from background.models import MailEvent, MailMessage

_SAYS_WHY = {MailState.DEFERRED, MailState.REJECTED, MailState.BOUNCED, MailState.COMPLAINED}
LONGEST_REASON, LONGEST_ID = 500, 255


def bare(provider_id: str) -> str:
    """Without the angle brackets that some providers give it and others do not, and no longer than we keep."""
    return provider_id.strip("<> ")[:LONGEST_ID]


def join(mail_id: UUID, provider_id: str) -> None:
    """The provider knows this mail by that id: what it told before we knew is about it. Where no webhook is open, none has told."""
    if not provider_id or not settings.ANYMAIL:
        return
    for event in MailEvent.objects.filter(provider_id=provider_id, mail=None):
        mail = mail_of(event)
        if mail and mail.pk == mail_id:
            attach(event, mail)


def mail_of(event: MailEvent) -> MailMessage | None:
    """By what the provider calls it, or by our own `Message-ID`. Many that were sent in one request may share an id: then the recipient
    decides; where it was sent to another address instead, there is only one."""
    if event.mail_id:
        return MailMessage.objects.filter(pk=event.mail_id).first()
    if not event.provider_id:
        return None
    named = MailMessage.objects.filter(provider_id=event.provider_id)
    found = named.filter(recipient=event.recipient).first()
    if found:
        return found
    several = list(named.order_by()[:2])  # an order by id would have some databases read the whole table
    return several[0] if len(several) == 1 else MailMessage.objects.filter(message_id=event.provider_id).first()


def attach(event: MailEvent, mail: MailMessage) -> None:
    """The event is about this mail. Doing it twice changes nothing."""
    if event.mail_id is None:
        whom = {} if mail.recipient else {"recipient": "", "detail": ""}  # who was forgotten stays so
        MailEvent.objects.filter(pk=event.pk, mail=None).update(mail=mail, **whom)
    state = STATES.get(event.type)
    if state is None:
        return
    said = {"reason": event.detail[:LONGEST_REASON]} if state in _SAYS_WHY and mail.recipient else {}
    MailMessage.objects.filter(pk=mail.pk, state__in=state.below).update(state=state, state_at=event.at, **said)
    if mail.sent_at is None and state is not MailState.REJECTED:  # it could not tell of a mail that it had not taken
        MailMessage.objects.filter(pk=mail.pk, sent_at=None).update(sent_at=event.at)
