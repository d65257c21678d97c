"""A provider that tells us of mails."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from background.engine.envelope import new_ids
from background.mail import messages
from background.mail.draft import Draft
from background.mail.letters.letter import Letter
from background.mail.outcome import Accepted
from background.models import MailMessage
from background.webhook_keys import WEBHOOK_KEYS
from tests.background.api.webhooks.proofs import KEYS, SECRET, Headers, proof_of
from tests.background.api.webhooks.said import ID, TO

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Hook:
    """The webhook of one provider. Only what it needs to prove itself is set."""

    esp: str

    def told(self, body: bytes, headers: Headers | None = None) -> HttpResponse:
        """What it is answered; with its own proof, unless other headers are given."""
        proof = proof_of(self.esp, body) if headers is None else headers
        kind = FORM if self.esp == "mandrill" else "application/json"
        client = Client(raise_request_exception=False)
        return client.post(f"/anymail/{self.esp}/tracking/", body, content_type=kind, headers=dict(proof))  # type: ignore[return-value]


@pytest.fixture
def hook(settings: Settings) -> Callable[[str], Hook]:
    def of(esp: str) -> Hook:
        key = WEBHOOK_KEYS.get(esp)
        settings.ANYMAIL = {key: KEYS[key]} if key else {"WEBHOOK_SECRET": SECRET}
        return Hook(esp)

    return of


def asked_for(recipient: str = TO) -> UUID:
    """A mail that nobody has sent yet."""
    mail_id = UUID(new_ids(1)[0])
    messages.accept(Draft(id=mail_id, recipient=recipient))
    return mail_id


def note_sent(mail_id: UUID, provider_id: str = ID) -> None:
    letter = Letter(subject="Hello", text="Hi", html="<p>Hi</p>")
    messages.sent(Draft(id=mail_id, recipient=TO), letter, Accepted(provider="esp", provider_id=provider_id))


@pytest.fixture
def mail() -> UUID:
    """A mail to Ada that the provider has taken."""
    mail_id = asked_for()
    note_sent(mail_id)
    return mail_id


def state_of(mail_id: UUID) -> str:
    return MailMessage.objects.get(pk=mail_id).state
