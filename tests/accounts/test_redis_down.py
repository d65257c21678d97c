"""While mail cannot go, nobody is half registered, and the answer tells nobody who is known."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import EmailCode, User

NOBODY = {"default": {"URL": "redis://:hunter2@127.0.0.1:1/0"}}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["register", "verify/resend"])
def test_everyone_gets_the_same_and_nothing_is_kept(client: Client, ada: User, bob: User, settings: Settings, path: str) -> None:
    settings.RQ_QUEUES = NOBODY
    extra = {"password": "violet-lantern-73", "name": "Somebody"} if path == "register" else {}

    answers = [
        client.post(f"/api/v1/accounts/{path}/", {"email": email, **extra}, content_type="application/json")
        for email in (ada.email, bob.email, "new@example.org")
    ]

    assert {answer.status_code for answer in answers} == {503}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert User.objects.count() == 2
    assert not EmailCode.objects.exists()
