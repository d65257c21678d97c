"""Anymail's services, and whatever else Django can mail by."""

from collections.abc import Iterator

import pytest
import requests
from anymail.backends.test import EmailBackend as AnymailTest
from anymail.exceptions import AnymailAPIError, AnymailRequestsAPIError
from anymail.message import AnymailRecipientStatus
from django.core import mail
from django.core.mail import EmailMessage, send_mail
from pytest_django import Settings

from background.constants import MailStream
from background.mail.exceptions import ProviderUnavailable
from background.mail.outcome import Accepted, Deferred, HandedOver, Refused
from background.mail.transport.transport import transport_for
from tests.background.mail.transport.conftest import outgoing


@pytest.fixture(autouse=True)
def _anymail(settings: Settings) -> Iterator[None]:
    settings.MAILERS = {"default": {"BACKEND": "anymail.backends.test.EmailBackend"}}
    mail.outbox = []
    yield
    mail.outbox = []


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[AnymailRecipientStatus | Exception]:
    """What the service says, by turns; then it takes everything."""
    waiting: list[AnymailRecipientStatus | Exception] = []
    post = AnymailTest.post_to_esp

    def posted(backend: AnymailTest, payload: object, message: EmailMessage) -> object:
        if not waiting:
            return post(backend, payload, message)
        answer = waiting.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {"recipient_status": dict.fromkeys(payload.recipient_emails, answer)}  # type: ignore[attr-defined]  # the test payload's

    monkeypatch.setattr(AnymailTest, "post_to_esp", posted)
    return waiting


def sent(number: int = 1) -> list[HandedOver]:
    return [outcome for _, outcome in transport_for(MailStream.TRANSACTIONAL).send([outgoing() for _ in range(number)])]


def refusal(status: int, **headers: str) -> AnymailAPIError:
    response = requests.Response()
    response.status_code, response.reason = status, "because"
    response.headers.update(headers)
    return AnymailRequestsAPIError("no", response=response)


def test_the_service_tells_what_it_calls_the_mail() -> None:
    ((mail_sent, outcome),) = transport_for(MailStream.TRANSACTIONAL).send([outgoing("zoë@example.org", headers={"X-Note": "1"})])

    (message,) = mail.outbox
    assert outcome == Accepted(provider="Test", provider_id="0")
    assert vars(message)["anymail_test_params"]["metadata"] == {"mail_id": str(mail_sent.id)}
    assert message.extra_headers == {"Message-ID": f"<{mail_sent.message_id}>", "X-Note": "1"}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("queued", Accepted(provider="Test", provider_id="m1")),
        ("invalid", Refused(provider="Test", code=550, reply="the service calls the address invalid", is_address=True)),
        ("rejected", Refused(provider="Test", code=550, reply="the service mails nothing to this address")),
        ("failed", Deferred(provider="Test", code=450, reply="the service could not send it")),
    ],
)
def test_the_status_decides(answers: list[AnymailRecipientStatus | Exception], status: str, expected: HandedOver) -> None:
    answers.append(AnymailRecipientStatus("m1", status))

    assert sent() == [expected]


def test_a_service_that_is_asked_too_often_says_when_to_come_back(answers: list[AnymailRecipientStatus | Exception]) -> None:
    answers.append(refusal(429, **{"Retry-After": "30"}))

    (outcome,) = sent()

    assert isinstance(outcome, Deferred)
    assert (outcome.code, outcome.seconds, outcome.is_held) == (429, 30.0, False)


def test_a_bad_request_is_not_tried_again(answers: list[AnymailRecipientStatus | Exception]) -> None:
    answers.append(refusal(422))

    (outcome,) = sent()

    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.is_address) == (422, False)


def test_a_key_that_is_not_known_shuts_the_service(answers: list[AnymailRecipientStatus | Exception]) -> None:
    answers.append(refusal(401))

    with pytest.raises(ProviderUnavailable, match="Test takes no mail"):
        sent()


def test_a_service_that_does_not_answer_costs_an_attempt_until_it_is_left_alone(
    answers: list[AnymailRecipientStatus | Exception],
) -> None:
    answers.extend(AnymailAPIError("no route") for _ in range(3))

    first, second = sent(), sent()

    assert [type(outcome) for outcome in (*first, *second)] == [Deferred, Deferred]
    with pytest.raises(ProviderUnavailable):
        sent()


def test_in_staging_what_django_itself_mails_goes_to_one_address_too(settings: Settings) -> None:
    settings.MAIL_OVERRIDE_TO = "team@example.org"
    message = EmailMessage("Hello", "Hi", "app@example.org", ["ada@example.org"], bcc=["eve@example.org"], cc=["bob@example.org"])

    send_mail("Hello", "Hi", None, ["ada@example.org", "bob@example.org"])
    message.send()
    sent()

    assert [one.recipients() for one in mail.outbox] == [["team@example.org"]] * 3
    assert [one.extra_headers["X-Original-To"] for one in mail.outbox] == [
        "ada@example.org, bob@example.org",
        "ada@example.org, bob@example.org, eve@example.org",
        "ada@example.org",
    ]


def test_django_s_own_backends_take_everything(settings: Settings) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}

    assert sent(2) == [Accepted(provider="default")] * 2
    assert [message.to for message in mail.outbox] == [["ada@example.org"]] * 2
