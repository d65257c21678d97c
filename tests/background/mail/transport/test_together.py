"""Many mails in one request, where a service has it."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from background.constants import MailStream
from background.mail.letters.letter import Letter
from background.mail.outcome import Accepted, Deferred, Refused
from background.mail.outgoing import Outgoing
from background.mail.transport.mailers.shared_text import Fields, common
from background.mail.transport.transport import transport_for
from config.settings.mail import mailer
from tests.background.mail.transport.conftest import outgoing
from tests.background.mail.transport.services import SERVICES, Service, serving

pytestmark = pytest.mark.filterwarnings("ignore:django-anymail has dropped official support for SendGrid")


@pytest.fixture(params=sorted(SERVICES))
def service(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Service]:
    service = Service()
    with serving(request.param, service) as url:
        settings.MAILERS = {"default": mailer(url)}
        yield service


def letter(name: str, *, more: str = "") -> Letter:
    html = f'<p class="x">Dear <b>{name}</b>,</p>\n<p>News: 5 &lt; 7 {more}</p>\n<a href="https://example.org/u/{name}">leave</a>\n'
    return Letter(subject=f"News for {name}", text=f"Dear {name},\n\nNews: 5 < 7 {more}\n\nhttps://example.org/u/{name}\n", html=html)


def to(name: str, **changes: object) -> Outgoing:
    headers = {"List-Unsubscribe": f"<https://example.org/u/{name}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    values = {"stream": MailStream.BULK, "letter": letter(name), "headers": headers} | changes
    return outgoing(f"{name}@example.org", **values)  # type: ignore[arg-type]


def test_one_request_brings_each_their_own(service: Service) -> None:
    mails = [to(name) for name in ("ada", "Bob", "eve")]

    answers = list(transport_for(MailStream.BULK).send(mails))

    assert service.requests == [3]
    assert [mail for mail, _ in answers] == mails
    assert all(isinstance(outcome, Accepted) and outcome.provider_id for _, outcome in answers)
    for mail, found in zip(mails, service.delivered, strict=True):
        assert Letter(subject=found.subject, text=found.text, html=found.html) == mail.letter
        assert (found.to, found.mail_id) == (mail.to, str(mail.id))
        assert mail.headers.items() <= found.headers.items()
        assert found.headers.get("Message-Id", f"<{mail.message_id}>") == f"<{mail.message_id}>"


def test_one_that_the_service_cannot_take_spoils_it_for_nobody(service: Service) -> None:
    service.bad = {"bob@example.org"}

    answers = {mail.to: outcome for mail, outcome in transport_for(MailStream.BULK).send([to("ada"), to("bob"), to("eve")])}

    assert service.recipients == ["ada@example.org", "eve@example.org"]
    assert isinstance(answers["ada@example.org"], Accepted)
    assert isinstance(answers["bob@example.org"], (Refused, Deferred))
    assert isinstance(answers["eve@example.org"], Accepted)


@pytest.mark.parametrize(("status", "headers", "seconds"), [(429, {"Retry-After": "30"}, 30.0), (500, {}, None)])
def test_a_request_that_is_put_off_is_one_failure_and_puts_off_each(
    service: Service, status: int, headers: dict[str, str], seconds: float | None
) -> None:
    service.answers = [(status, headers)]

    first = [outcome for _, outcome in transport_for(MailStream.BULK).send([to("ada"), to("bob"), to("eve"), to("zoe")])]
    second = [outcome for _, outcome in transport_for(MailStream.BULK).send([to("ada"), to("bob")])]

    assert [(type(outcome), getattr(outcome, "code", 0), getattr(outcome, "seconds", 0)) for outcome in first] == [
        (Deferred, status, seconds)
    ] * 4
    assert [type(outcome) for outcome in second] == [Accepted, Accepted]
    assert service.requests == [2]


def test_one_that_is_not_answered_may_have_been_taken_and_is_not_sent_alone(service: Service) -> None:
    service.answers = [None]

    outcomes = [outcome for _, outcome in transport_for(MailStream.BULK).send([to("ada"), to("bob")])]

    assert service.requests == [2]
    assert ["did not say whether it takes it" in getattr(outcome, "reply", "") for outcome in outcomes] == [True, True]


@pytest.mark.parametrize("said", ["%recipient.x%", "{{var:x}}", "{% if x %}", "[%own0%]"])
def test_what_looks_like_a_field_arrives_as_it_is_written(service: Service, said: str) -> None:
    mails = [to("ada"), to("bob", letter=letter("bob", more=said)), to("eve")]

    list(transport_for(MailStream.BULK).send(mails))

    assert [Letter(subject=one.subject, text=one.text, html=one.html) for one in service.delivered] == [mail.letter for mail in mails]


def test_two_to_one_address_go_in_two_requests(service: Service) -> None:
    list(transport_for(MailStream.BULK).send([to("ada"), to("Ada"), to("bob")]))

    assert service.requests == [1, 2]


def test_in_staging_each_goes_alone(service: Service, settings: Settings) -> None:
    settings.MAIL_OVERRIDE_TO = "team@example.org"

    list(transport_for(MailStream.BULK).send([to("ada"), to("bob")]))

    assert (service.requests, service.recipients) == ([1, 1], ["team@example.org"] * 2)


def test_those_that_have_little_in_common_go_alone(service: Service) -> None:
    mails = [to(name, letter=letter(name, more="".join(f"{name}{line}\n" for line in range(3000)))) for name in ("ada", "bob")]

    list(transport_for(MailStream.BULK).send(mails))

    assert service.requests == [1, 1]
    assert [one.text for one in service.delivered] == [mail.letter.text for mail in mails]


@pytest.mark.parametrize(
    "texts",
    [
        ["Dear Ada,\nhello\n", "Dear Zoë Zett,\nhello\n"],
        ["a\nb\nc\n", "a\nc\n", "a\nb\nb\nc\n"],
        ["", "x"],
        ["100% of it", "100%25 of it"],
        ["same\n", "same\n"],
        ["abcabc", "abc"],
    ],
)
def test_what_texts_share_and_what_is_their_own_make_them_again(texts: list[str]) -> None:
    fields = Fields("⟦{}⟧")

    shared = common(texts, fields)

    for index, text in enumerate(texts):
        filled = shared
        for name, value in fields.of(index).items():
            filled = filled.replace(f"⟦{name}⟧", value)
        assert filled == text
