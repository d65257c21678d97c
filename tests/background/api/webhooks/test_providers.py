"""Every provider that anymail knows may tell what became of a mail, once it has proved who it is."""

from collections.abc import Callable
from uuid import UUID

import pytest
from pytest_django import Settings

from background.api.webhooks.providers import VIEWS
from background.constants import MailState
from background.models import MailEvent, MailMessage, Suppression
from background.webhook_keys import WEBHOOK_KEYS
from tests.background.api.webhooks.conftest import Hook, asked_for, note_sent, state_of
from tests.background.api.webhooks.proofs import SECRET, basic, proof_of
from tests.background.api.webhooks.said import COMPLAINT, DELIVERED, HARD_BOUNCE, NOT_FOR_THE_ADDRESS, TO

type Hooks = Callable[[str], Hook]

pytestmark = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")
every_provider = pytest.mark.parametrize("esp", VIEWS)
THEIR_LAST_WORD = {"mandrill": MailState.SENT}
"""anymail knows no word of Mandrill's for a mail that was delivered."""


def test_every_provider_is_told_of() -> None:
    assert set(DELIVERED) == set(HARD_BOUNCE) == set(NOT_FOR_THE_ADDRESS) == set(VIEWS)
    assert set(VIEWS) - set(COMPLAINT) == {"postal"}


@every_provider
def test_a_mail_was_delivered(esp: str, hook: Hooks, mail: UUID) -> None:
    answer = hook(esp).told(DELIVERED[esp]())

    assert (answer.status_code, state_of(mail)) == (200, THEIR_LAST_WORD.get(esp, MailState.DELIVERED))
    assert MailEvent.objects.get(mail=mail).provider == esp


@every_provider
def test_there_is_no_such_mailbox(esp: str, hook: Hooks, mail: UUID) -> None:
    answer = hook(esp).told(HARD_BOUNCE[esp]())

    assert (answer.status_code, state_of(mail)) == (200, MailState.BOUNCED)
    assert [(row.address, row.reason) for row in Suppression.objects.all()] == [(TO, "hard_bounce")]


@every_provider
def test_a_policy_or_a_full_mailbox_suppresses_nobody(esp: str, hook: Hooks, mail: UUID) -> None:
    answer = hook(esp).told(NOT_FOR_THE_ADDRESS[esp]())

    assert answer.status_code == 200
    assert state_of(mail) in (MailState.BOUNCED, MailState.REJECTED, MailState.DEFERRED)
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("esp", COMPLAINT)
def test_who_complains_gets_nothing_more(esp: str, hook: Hooks, mail: UUID) -> None:
    hook(esp).told(COMPLAINT[esp]())

    assert state_of(mail) == MailState.COMPLAINED
    assert Suppression.objects.get().reason == "complaint"


@every_provider
def test_what_is_told_twice_is_known_once(esp: str, hook: Hooks, mail: UUID) -> None:
    first, again = [hook(esp).told(HARD_BOUNCE[esp]()) for _ in range(2)]

    assert (first.status_code, again.status_code) == (200, 200)
    assert (MailEvent.objects.count(), Suppression.objects.count()) == (1, 1)


@every_provider
def test_a_bounce_is_not_undone_by_a_late_delivery(esp: str, hook: Hooks, mail: UUID) -> None:
    for said in (HARD_BOUNCE[esp](), DELIVERED[esp]()):
        hook(esp).told(said)

    assert (state_of(mail), MailEvent.objects.filter(mail=mail).count()) == (MailState.BOUNCED, 2)


@every_provider
def test_what_comes_before_the_mail_is_known_as_sent_waits_for_it(esp: str, hook: Hooks) -> None:
    mail = asked_for()
    hook(esp).told(HARD_BOUNCE[esp]())
    assert (state_of(mail), MailEvent.objects.get().mail_id) == (MailState.QUEUED, None)
    assert Suppression.objects.exists()

    note_sent(mail)

    assert (state_of(mail), MailEvent.objects.get().mail_id) == (MailState.BOUNCED, mail)
    assert MailMessage.objects.get(pk=mail).sent_at is not None


@every_provider
def test_who_cannot_prove_it_is_refused(esp: str, hook: Hooks, mail: UUID) -> None:
    body = DELIVERED[esp]().replace(b'"signature": "', b'"signature": "0').replace(b'"auth": "', b'"auth": "0')
    proof = proof_of(esp, body)
    wrong = basic(secret="hook:wrong") if esp not in WEBHOOK_KEYS else {name: value[:-3] + "abc" for name, value in proof.items()}
    wrong = {**proof, **wrong}

    refused = [hook(esp).told(body, headers) for headers in (wrong, {})]

    assert all(answer.status_code in (400, 401, 403) for answer in refused), [answer.status_code for answer in refused]
    assert (state_of(mail), MailEvent.objects.count()) == (MailState.SENT, 0)


@every_provider
def test_without_a_secret_the_webhook_is_closed(esp: str, settings: Settings, mail: UUID) -> None:
    settings.ANYMAIL = {}

    answer = Hook(esp).told(DELIVERED[esp]())

    assert (answer.status_code, answer.json()["code"]) == (403, "webhook_closed")  # type: ignore[attr-defined]
    assert "ANYMAIL_WEBHOOK_SECRET" in answer.json()["detail"]  # type: ignore[attr-defined]
    assert not MailEvent.objects.exists()


def test_a_secret_is_asked_of_those_who_sign_too_where_there_is_one(settings: Settings, hook: Hooks, mail: UUID) -> None:
    postal, body = hook("postal"), DELIVERED["postal"]()
    settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": SECRET}

    signed = proof_of("postal", body)

    assert postal.told(body, signed).status_code == 403
    assert postal.told(body, {**signed, **basic()}).status_code == 200
