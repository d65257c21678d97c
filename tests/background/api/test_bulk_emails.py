"""The same mail to many, over HTTP."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from background.constants import SuppressionReason
from background.mail.suppressions import suppress
from background.models import JobBatch, MailMessage
from tests.background.api.conftest import client_of, person

URL = "/api/v1/emails/bulk/"
SHARED = {"html": "Dear reader", "text": "Dear reader"}


@pytest.fixture
def sender() -> User:
    return person("sender", "operate_mail")


@pytest.fixture
def as_sender(sender: User) -> APIClient:
    return client_of(sender)


def test_each_recipient_is_accepted_or_told_why_not(as_sender: APIClient, sender: User) -> None:
    suppress("gone@example.org", SuppressionReason.HARD_BOUNCE)
    recipients = [
        {"email": "ada@example.org", "context": {"headline": "Ada"}},
        {"email": "not an address"},
        "bob@example.org",
        {"email": "bob@example.org", "contxt": {}},
        {"email": "bob@example.org", "context": []},
        {"email": "bob@example.org"},
        {"email": "Gone@example.org", "context": {"headline": "you"}},
        {"email": "ADA@example.org", "context": {"headline": "you"}},
    ]

    answer = as_sender.post(URL, {"template": "newsletter", "context": SHARED, "recipients": recipients})

    body = answer.json()
    assert answer.status_code == 202
    assert body["invalid"] == [
        {"index": 1, "code": "invalid_email"},
        {"index": 2, "code": "invalid_recipient"},
        {"index": 3, "code": "unknown_field"},
        {"index": 4, "code": "invalid_context"},
        {"index": 5, "code": "missing_context", "missing": ["headline"]},
    ]
    assert (body["accepted"], body["suppressed"], body["duplicates"]) == (1, 1, 1)
    assert answer["Location"] == f"/api/v1/batches/{body['batch']}/"
    assert as_sender.get(answer["Location"]).json()["progress"]["total"] == 1
    assert JobBatch.objects.get().owner == str(sender.pk)
    assert MailMessage.objects.get(recipient="ada@example.org").context == {**SHARED, "headline": "Ada"}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"template": "nowhere"}, "/template"),
        ({"template": "../../secret"}, "/template"),
        ({"recipients": []}, "/recipients"),
        ({"recipients": [{}] * 10_001}, "/recipients"),
        ({"recipient": []}, "/recipient"),
        ({"run_after": "soon"}, "/run_after"),
        ({"context": "you"}, "/context"),
    ],
)
def test_what_it_cannot_do_is_a_problem_with_a_pointer(as_sender: APIClient, change: dict[str, object], pointer: str) -> None:
    answer = as_sender.post(URL, {"template": "newsletter", "recipients": [{"email": "ada@example.org"}], **change})

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not MailMessage.objects.exists()


def test_ten_thousand_fit_into_one_call(as_sender: APIClient) -> None:
    recipients = [{"email": f"user{number}@example.org", "context": {"headline": f"User {number}"}} for number in range(10_000)]

    answer = as_sender.post(URL, {"template": "newsletter", "context": SHARED, "recipients": recipients})

    assert (answer.status_code, answer.json()["accepted"]) == (202, 10_000)


def test_a_request_that_is_sent_again_mails_nobody_twice(as_sender: APIClient) -> None:
    body = {"template": "newsletter", "context": SHARED, "recipients": [{"email": "ada@example.org", "context": {"headline": "Ada"}}]}
    first, again = (as_sender.post(URL, body, headers={"Idempotency-Key": "monday"}) for _ in range(2))

    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert MailMessage.objects.count() == 1


def test_it_needs_the_right_to_operate_mail(as_ada: APIClient) -> None:
    for client, status in ((as_ada, 403), (client_of(person("viewer", "view_mail")), 403), (APIClient(), 401)):
        assert client.post(URL, {"template": "newsletter", "recipients": [{"email": "ada@example.org"}]}).status_code == status
