"""Hears what anymail makes of a provider's webhook, and passes it on in our words."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from anymail.signals import AnymailTrackingEvent, EventType
from anymail.signals import tracking as told
from django.utils import timezone

from background.constants import MailState, SuppressionReason
from background.mail.address import comparable
from background.mail.tracking.bounce import is_hard
from background.mail.tracking.join import bare
from background.mail.tracking.news import News
from background.mail.tracking.record import record

LONGEST_DETAIL = 2_000
LONGEST_ID = 255
LONGEST_ADDRESS = 320


def start_hearing() -> None:
    """Once, when Django starts."""
    told.connect(_hear, dispatch_uid="background.mail.tracking")


def _hear(event: AnymailTrackingEvent, esp_name: str, **_: object) -> None:
    record(news_of(event, esp_name))


def news_of(event: AnymailTrackingEvent, esp_name: str) -> News:
    """In our words, and no longer than we keep: whoever knows the secret of a webhook may still send nonsense."""
    is_hard_bounce = is_hard(event, esp_name)
    return News(
        provider=esp_name.lower().replace(" ", "_"),
        event_id=_event_id(event),
        provider_id=bare(_clean(event.message_id, LONGEST_ID)),
        recipient=comparable(_clean(event.recipient, LONGEST_ADDRESS).strip()),
        type=_type(event, is_hard=is_hard_bounce),
        detail=_detail(event),
        at=_moment(event.timestamp),
        suppress=_suppress(event, is_hard=is_hard_bounce),
    )


def _type(event: AnymailTrackingEvent, *, is_hard: bool) -> str:
    match event.event_type:
        case EventType.QUEUED | EventType.SENT:
            return MailState.SENT
        case EventType.FAILED:
            return MailState.BOUNCED if is_hard else MailState.REJECTED
        case other:
            return _clean(other, 32)


def _suppress(event: AnymailTrackingEvent, *, is_hard: bool) -> SuppressionReason | None:
    if is_hard:
        return SuppressionReason.HARD_BOUNCE
    return {EventType.COMPLAINED: SuppressionReason.COMPLAINT, EventType.UNSUBSCRIBED: SuppressionReason.UNSUBSCRIBE}.get(event.event_type)


def _event_id(event: AnymailTrackingEvent) -> str:
    """The provider's, or a digest of all that it said where it gives none. A batch may tell of several recipients under one id."""
    name = f"{event.event_id}:{event.recipient}" if event.event_id else ""
    if name and len(name) <= LONGEST_ID and name.isprintable():
        return name
    said = name or json.dumps([event.event_type, event.recipient, event.esp_event], sort_keys=True, default=repr)
    return sha256(said.encode(errors="replace")).hexdigest()


def _detail(event: AnymailTrackingEvent) -> str:
    """Of a link that was clicked its host alone: its path or query may hold what only its reader should know."""
    if event.event_type == EventType.CLICKED:
        return _clean(_host(event.click_url), LONGEST_DETAIL)
    return _clean(event.mta_response or event.description or event.reject_reason, LONGEST_DETAIL)


def _host(url: object) -> str:
    try:
        return urlsplit(str(url or "")).hostname or ""
    except ValueError:
        return ""


def _moment(at: object) -> datetime:
    """Now where it is not said, or said to be in the future."""
    now = timezone.now()
    return min(at, now) if isinstance(at, datetime) and timezone.is_aware(at) else now


def _clean(text: Any, longest: int) -> str:
    """What every database takes."""
    return str(text or "").replace("\0", "").encode(errors="replace").decode()[:longest]
