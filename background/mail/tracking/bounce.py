"""Which bounces say that there is no such mailbox: those alone suppress an address."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

type Said = Mapping[str, Any]
"""What the provider sent, as it calls things."""

_OTHER_REASONS = {RejectReason.BLOCKED, RejectReason.SPAM, RejectReason.UNSUBSCRIBED, RejectReason.TIMED_OUT}
_ENHANCED_CODE = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_FULL_OR_TOO_LARGE = {("2", "2"), ("2", "3"), ("3", "4")}

_IS_HARD: Mapping[str, Callable[[Said], bool]] = {
    "Amazon SES": lambda said: said["bounce"]["bounceType"] == "Permanent",
    "Brevo": lambda said: said["event"] in {"hard_bounce", "invalid_email"},
    "MailerSend": lambda said: said["data"]["type"] == "hard_bounced",
    "Mailgun": lambda said: said["event-data"]["severity"] == "permanent" if "event-data" in said else said["event"] == "bounced",
    "Mailjet": lambda said: said["hard_bounce"] is True,
    "Mailtrap": lambda said: said["event"] == "bounce",
    "Mandrill": lambda said: said["event"] == "hard_bounce",
    "Postal": lambda said: "bounce" in said["payload"] or said["payload"]["status"] == "HardFail",
    "Postmark": lambda said: said["Type"] in {"HardBounce", "BadEmailAddress"},
    "Resend": lambda said: said["data"]["bounce"]["type"] == "Permanent",
    "SendGrid": lambda said: said["type"] == "bounce",
    "SparkPost": lambda said: next(iter(said["msys"].values()))["bounce_class"] in {"10", "30"},
    "Unisender Go": lambda said: said["status"] == "hard_bounced",
}
"""anymail gives hard and soft bounces one name; here is how each provider tells them apart."""

_FAILURES = {EventType.BOUNCED, EventType.REJECTED, EventType.FAILED}


def is_hard(event: AnymailTrackingEvent, esp_name: str) -> bool:
    """Whether mail to this address can never arrive. What a policy, a filter for spam or a full mailbox turned down is no such thing.

    Enhanced status codes are those of RFC 3463: 4.x.x passes, x.7.x is about policy.
    """
    if event.event_type not in _FAILURES or event.reject_reason in _OTHER_REASONS:
        return False
    if event.reject_reason == RejectReason.INVALID:
        return True
    return _provider_says_so(event, esp_name) and not _code_says_otherwise(f"{event.mta_response or ''} {event.description or ''}")


def _provider_says_so(event: AnymailTrackingEvent, esp_name: str) -> bool:
    try:
        return _IS_HARD[esp_name](event.esp_event)
    except (KeyError, TypeError, AttributeError, StopIteration):  # it does not say
        return False


def _code_says_otherwise(reply: str) -> bool:
    found = _ENHANCED_CODE.search(reply)
    if not found:
        return False
    kind, subject, detail = found.groups()
    return kind == "4" or subject == "7" or (subject, detail) in _FULL_OR_TOO_LARGE
