"""Whatever is sent to a webhook, also by somebody who knows its secret, is a refusal at most."""

import json
from collections.abc import Callable
from unittest.mock import patch
from uuid import UUID

import pytest
from django.db import OperationalError

from background.api.webhooks.providers import VIEWS
from background.constants import MailState
from background.models import MailEvent, MailMessage
from tests.background.api.webhooks import proofs
from tests.background.api.webhooks.conftest import Hook, state_of
from tests.background.api.webhooks.said import DELIVERED, ID, TO

type Hooks = Callable[[str], Hook]

pytestmark = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")

HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"[null]",
    b"[1, [2]]",
    b'"x"',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"events": null, "event": {}, "type": [], "msys": 1, "payload": [], "data": 0, "auth": 5, "event-data": 3}',
    b'[{"event": "delivered", "timestamp": 1e400, "time": -1e99, "msys": {"a": {"type": []}}}]',
    b'{"Type": "Notification", "MessageId": "1", "Message": "[]", "signature": [], "events_by_user": []}',
    b"mandrill_events=%5B%5B%5D%5D",
    b"x" * (2 * 1024 * 1024),
]


def _proof(esp: str, body: bytes) -> dict[str, str]:
    try:
        return dict(proofs.proof_of(esp, body))
    except (ValueError, KeyError, TypeError, RecursionError):
        return {**proofs.basic(), "x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": "1"}


@pytest.mark.parametrize("esp", VIEWS)
def test_nonsense_is_refused_and_breaks_nothing(esp: str, hook: Hooks) -> None:
    for body in HOSTILE:
        for headers in (_proof(esp, body), {}):
            answer = hook(esp).told(body, headers)

            assert answer.status_code < 500, body[:80]
            assert answer.status_code < 400 or b"<html" not in answer.content, body[:80]


def test_what_no_database_takes_is_cut_and_cleaned(hook: Hooks, mail: UUID) -> None:
    said = {"event": "hard_bounce", "email": f"\0{TO.upper()}", "message-id": ID, "reason": "\0\ud800" + "x" * 9_000, "ts_epoch": 9e15}

    answer = hook("brevo").told(json.dumps(said).encode())

    event = MailEvent.objects.get()
    assert (answer.status_code, state_of(mail), event.recipient) == (200, MailState.BOUNCED, TO)
    assert (len(event.detail), len(MailMessage.objects.get(pk=mail).reason)) == (2_000, 500)


def test_a_long_event_id_is_known_by_its_digest(hook: Hooks, mail: UUID) -> None:
    said = [{"event": "open", "email": TO, "timestamp": 1793527200, "anymail_id": ID, "sg_event_id": "e" * 5_000}]

    answers = [hook("sendgrid").told(json.dumps(said).encode()) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(MailEvent.objects.get().event_id) == 64


def test_a_body_beyond_the_limit_is_413(hook: Hooks) -> None:
    assert hook("brevo").told(b"x" * (2 * 1024 * 1024)).status_code == 413


def test_an_unknown_provider_is_404(hook: Hooks) -> None:
    answer = hook("carrier_pigeon").told(b"{}")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_what_is_our_fault_is_told_again(hook: Hooks, mail: UUID) -> None:
    with patch("background.mail.tracking.hear.record", side_effect=OperationalError("the database is gone")):
        answer = hook("brevo").told(DELIVERED["brevo"]())
    assert (answer.status_code, "Retry-After" in answer) == (503, True)

    again = hook("brevo").told(DELIVERED["brevo"]())

    assert (again.status_code, state_of(mail)) == (200, MailState.DELIVERED)


def test_a_subscription_of_amazon_is_confirmed_by_hand(hook: Hooks) -> None:
    said = {"Type": "SubscriptionConfirmation", "MessageId": "1", "TopicArn": "arn:aws:sns:eu-west-1:1:topic", "Token": "t"}

    answer = hook("amazon_ses").told(json.dumps(said).encode())

    assert answer.status_code == 403
