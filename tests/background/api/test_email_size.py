"""How much a mail over HTTP may say: exactly as much as its job can hold, each word counted once."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from background.constants import MAX_PAYLOAD_BYTES
from background.engine.payload import encode
from background.models import JobRecord
from background.queues.email.send_email import PlainEmail
from tests.background.api.conftest import client_of, person
from tests.background.worker import run_all

EMAILS = "/api/v1/emails/"
SHORT, LONG = "a@example.org", "somebody.with.a.long.name@example.org"


@pytest.fixture
def as_postmaster() -> APIClient:
    return client_of(person("postmaster", "operate_mail", "view_mail"))


def said(*parts: str, sign: str, over: int = 0) -> dict[str, str]:
    """These parts of a mail to `LONG`, which together weigh so many bytes over the limit; line breaks weigh two in JSON, `ü` too."""
    empty = len(encode(PlainEmail(email=LONG, subject="Hi", body="x"))) - 1
    weight = MAX_PAYLOAD_BYTES + over - empty
    whole, rest = divmod(weight, 2)
    first = sign * whole + "x" * rest if sign in {"\n", "ü"} else sign * weight
    return {parts[0]: first} if len(parts) == 1 else {parts[0]: first[: len(first) // 2], parts[1]: first[len(first) // 2 :]}


@pytest.mark.parametrize("sign", ["x", "\n", "ü"], ids=["ascii", "line breaks", "umlauts"])
@pytest.mark.parametrize("parts", [("text",), ("html",), ("html", "text")], ids=" and ".join)
def test_what_weighs_as_much_as_a_job_holds_is_taken_and_a_byte_more_is_not(as_postmaster: APIClient, parts: Any, sign: str) -> None:
    body = {"to": [SHORT, LONG], "subject": "Hi"}

    just, over = (as_postmaster.post(EMAILS, body | said(*parts, sign=sign, over=over)) for over in (0, 1))

    assert (just.status_code, over.status_code, JobRecord.objects.count()) == (202, 400, 2)
    (fault,) = over.json()["errors"]
    assert (fault["pointer"].strip("/") in parts, fault["code"]) == (True, "too_large")
    assert fault["detail"].startswith("The mail weighs 65,537 bytes")
    assert "the limit is 65,536: shorten its" in fault["detail"]
    assert fault["detail"].endswith(" by 1, or put what is long behind a link.")


def test_the_longer_part_is_named(as_postmaster: APIClient) -> None:
    answer = as_postmaster.post(EMAILS, {"to": [SHORT], "subject": "Hi", "html": "x" * 100, "text": "x" * 70_000})

    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/text"]


def test_a_context_is_named_where_a_template_is_mailed(as_postmaster: APIClient) -> None:
    context = {"subject": "Hi", "message": "x" * 70_000}

    answer = as_postmaster.post(EMAILS, {"to": [SHORT], "template": "regular", "context": context})

    (fault,) = answer.json()["errors"]
    assert (fault["pointer"], fault["code"]) == ("/context", "too_large")
    assert "shorten its context by" in fault["detail"]


def test_a_long_text_arrives_with_html_that_is_made_of_it(as_postmaster: APIClient, mailoutbox: list[Any]) -> None:
    text = "1 < 2\n" * 9_000

    as_postmaster.post(EMAILS, {"to": [SHORT], "subject": "Hi", "text": text})
    run_all("email")

    (mail,) = mailoutbox
    assert (mail.body, mail.alternatives[0].content.count("1 &lt; 2")) == (text, 9_000)
