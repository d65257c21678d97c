"""Whether two addresses are the same, wherever they come from."""

from uuid import UUID

import pytest
from anymail.signals import AnymailTrackingEvent, EventType
from rest_framework.test import APIClient

from background.constants import MailState, MailStream, SuppressionReason
from background.exceptions import PayloadInvalid
from background.mail.address import comparable, each_once, one_address
from background.mail.log import MailWanted, find
from background.mail.suppressions import suppress, why_suppressed
from background.mail.tracking.hear import news_of
from background.models import MailMessage
from background.queues.email.queue import EmailQueue
from tests.background.api.conftest import client_of, person
from tests.background.worker import run_all

SAME = [
    ("Ada@Example.org", "ada@example.ORG"),
    ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ("ada@BÜCHER.example", "ADA@XN--BCHER-KVA.example"),
    ("ada@\uff45\uff58ample.org", "ada@example.org"),
    ("zoe\u0308@example.org", "ZO\u00cb@example.org"),
]
OTHERS = [
    ("ada@faß.example", "ada@fass.example"),
    ("ada+news@example.org", "ada@example.org"),
    ("a.da@example.org", "ada@example.org"),
    ("straße@example.org", "strasse@example.org"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_address(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)
    assert each_once([one, other]) == [one]


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_addresses_that_look_alike(one: str, other: str) -> None:
    assert each_once([one, other]) == [one, other]


@pytest.mark.parametrize(
    "address", ['"ada lovelace"@example.org', "ada@[192.0.2.1]", "ada@localhost", "Ada <ada@example.org>", "a@b@example.org"]
)
def test_what_almost_nobody_has_is_refused_at_the_door(address: str) -> None:
    with pytest.raises(PayloadInvalid, match="is not a mail address"):
        one_address(address)


@pytest.mark.parametrize(("one", "other"), SAME)
@pytest.mark.django_db
def test_a_suppressed_address_is_suppressed_however_it_is_written(one: str, other: str) -> None:
    suppress(one, SuppressionReason.COMPLAINT)

    assert why_suppressed(other, MailStream.TRANSACTIONAL) is SuppressionReason.COMPLAINT
    assert not suppress(other, SuppressionReason.COMPLAINT)


@pytest.mark.django_db(transaction=True)
def test_who_complained_is_written_to_no_more_whatever_a_service_calls_them(mailoutbox: list[object]) -> None:
    event = AnymailTrackingEvent(event_type=EventType.COMPLAINED, recipient="Ada@xn--bcher-kva.example", esp_event={})
    suppress(news_of(event, "Brevo").recipient, SuppressionReason.COMPLAINT)
    handle = EmailQueue().add_regular_email_job(email="ada@bücher.example", subject="Hello", message="Hi")

    run_all("email")

    assert (MailMessage.objects.get(pk=UUID(handle.id)).state, mailoutbox) == (MailState.SUPPRESSED, [])


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_found_by_any_spelling_of_its_address() -> None:
    for address in ("ada@bücher.example", "ADA@xn--bcher-kva.example"):
        EmailQueue().add_regular_email_job(email=address, subject="Hello", message="Hi")

    assert len(find(MailWanted(recipient="Ada@Bücher.example")).rows) == 2


@pytest.mark.django_db(transaction=True)
def test_of_the_same_address_the_first_counts() -> None:
    client: APIClient = client_of(person("postmaster", "operate_mail"))
    to = ["Ada@example.org", "ada@xn--bcher-kva.example", "ADA@EXAMPLE.ORG", "ada@bücher.example"]

    answer = client.post("/api/v1/emails/", {"to": to, "subject": "Hello", "text": "Hi"})
    EmailQueue().add_daily_report_job(type="daily", recipients=to)

    mails = MailMessage.objects.order_by("id")
    assert answer.status_code == 202
    assert [mail.mailed_to for mail in mails.filter(template="")] == ["Ada@example.org", "ada@bücher.example"]
    assert {mail.mailed_to for mail in mails.filter(template="daily_report")} == {"Ada@example.org", "ada@xn--bcher-kva.example"}
