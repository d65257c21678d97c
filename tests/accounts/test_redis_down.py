"""While Redis is away people register all the same, nobody learns who is known, and their mail goes when it is back."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import EmailCode, User
from background.constants import JobName
from background.ledger.relay import relay
from background.models import JobRecord
from tests.background.worker import run_all
from tests.no_redis import NOBODY

pytestmark = pytest.mark.django_db(transaction=True)


def post(client: Client, path: str, email: str) -> tuple[int, str]:
    extra = {"password": "violet-lantern-73", "name": "Somebody"} if path == "register" else {}
    answer = client.post(f"/api/v1/accounts/{path}/", {"email": email, **extra}, content_type="application/json")
    return answer.status_code, answer.json()["detail"]


@pytest.mark.parametrize("path", ["register", "verify/resend"])
def test_everyone_gets_the_same_answer(client: Client, ada: User, bob: User, settings: Settings, path: str) -> None:
    settings.RQ_QUEUES = NOBODY

    answers = {post(client, path, email) for email in (ada.email, bob.email, "new@example.org")}

    assert [status for status, _ in answers] == [202]


def test_who_registers_meanwhile_gets_their_mail_when_redis_is_back(client: Client, settings: Settings, mailoutbox: list[object]) -> None:
    former, settings.RQ_QUEUES = settings.RQ_QUEUES, NOBODY
    post(client, "register", "new@example.org")
    assert (User.objects.count(), EmailCode.objects.count(), len(mailoutbox)) == (1, 1, 0)

    settings.RQ_QUEUES = former
    for row in JobRecord.objects.all():
        JobRecord.objects.filter(id=row.id).update(created_at=row.created_at - timedelta(minutes=1))
    relay()
    run_all("email")

    assert {row.name for row in JobRecord.objects.all()} == {JobName.SEND_OTP_EMAIL, JobName.SEND_WELCOME_EMAIL}
    assert len(mailoutbox) == 2
