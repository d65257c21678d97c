"""One thing that a provider tells of one mail, as we understand it."""

from dataclasses import dataclass
from datetime import datetime

from background.constants import MailState, SuppressionReason

STATES = {
    state.value: state
    for state in (MailState.SENT, MailState.DEFERRED, MailState.DELIVERED, MailState.REJECTED, MailState.BOUNCED, MailState.COMPLAINED)
}
"""The types of events that give a mail a state. An open or a click gives none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """`type` is a state, or another word of anymail's: opened, clicked, unsubscribed, … `provider_id` is what the provider calls the
    mail, which may be our `Message-ID`. `suppress` says why nothing should be mailed to the recipient any more."""

    provider: str
    event_id: str
    provider_id: str
    recipient: str
    type: str
    detail: str
    at: datetime
    suppress: SuppressionReason | None = None
