"""What an event of a provider changes, and what it does not."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from background.constants import MailState
from background.models import MailEvent, MailMessage, Suppression
from tests.background.api.webhooks.conftest import Hook, asked_for, note_sent, state_of
from tests.background.api.webhooks.proofs import proof_of
from tests.background.api.webhooks.said import HARD_BOUNCE, ID, TO

type Hooks = Callable[[str], Hook]


def _brevo(event: str, **said: object) -> bytes:
    return json.dumps({"event": event, "email": TO, "message-id": ID, "ts_epoch": 1761991200000, **said}).encode()


def test_an_open_is_an_event_and_changes_no_state(hook: Hooks, mail: UUID) -> None:
    hook("brevo").told(_brevo("opened"))

    event = MailEvent.objects.get(mail=mail)
    assert (state_of(mail), event.type, event.at) == (MailState.SENT, "opened", datetime(2025, 11, 1, 10, tzinfo=UTC))


def test_of_a_link_that_was_clicked_its_host_is_kept(hook: Hooks, mail: UUID) -> None:
    hook("brevo").told(_brevo("click", link="https://app.example.org/reset-password?token=not-a-token"))

    assert (MailEvent.objects.get(mail=mail).detail, state_of(mail)) == ("app.example.org", MailState.SENT)


def test_who_unsubscribes_at_the_provider_gets_no_bulk_mail(hook: Hooks, mail: UUID) -> None:
    hook("brevo").told(_brevo("unsubscribe"))

    assert (Suppression.objects.get().reason, state_of(mail)) == ("unsubscribe", MailState.SENT)


def test_a_deferral_is_followed_by_its_delivery(hook: Hooks, mail: UUID) -> None:
    hook("brevo").told(_brevo("deferred", reason="greylisted"))
    assert (state_of(mail), MailMessage.objects.get(pk=mail).reason) == (MailState.DEFERRED, "greylisted")

    hook("brevo").told(_brevo("delivered"))

    assert state_of(mail) == MailState.DELIVERED


def test_a_mail_that_went_by_smtp_is_known_by_its_message_id(hook: Hooks) -> None:
    mail = asked_for()
    message_id = MailMessage.objects.get(pk=mail).message_id

    hook("brevo").told(_brevo("delivered", **{"message-id": f"<{message_id}>"}))

    found = MailMessage.objects.get(pk=mail)
    assert (found.state, found.sent_at) == (MailState.DELIVERED, datetime(2025, 11, 1, 10, tzinfo=UTC))


def test_mails_of_one_request_are_told_apart_by_their_recipients(hook: Hooks, mail: UUID) -> None:
    other = asked_for("bob@example.org")
    note_sent(other)

    hook("brevo").told(_brevo("delivered"))

    assert (state_of(mail), state_of(other)) == (MailState.DELIVERED, MailState.SENT)


def test_an_event_about_a_mail_that_is_not_ours_is_kept_by_itself(hook: Hooks, mail: UUID) -> None:
    hook("brevo").told(_brevo("hard_bounce", **{"message-id": "another"}))

    assert (state_of(mail), MailEvent.objects.get().mail_id) == (MailState.SENT, None)
    assert Suppression.objects.get().address == TO


@pytest.mark.parametrize("at", ["0", str(10**12), "", "now", "-5"])
def test_a_signature_of_another_time_is_refused(hook: Hooks, at: str, mail: UUID) -> None:
    resend, body = hook("resend"), HARD_BOUNCE["resend"]()

    answer = resend.told(body, {**proof_of("resend", body), "svix-timestamp": at})

    assert (answer.status_code, state_of(mail)) == (403, MailState.SENT)
