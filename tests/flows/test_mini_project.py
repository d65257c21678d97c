"""The small project that ends the documents: welcome, reset, newsletter, what became of each, another try, a look at the health."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from redis import Redis
from rest_framework.test import APIClient

from background.models import MailMessage
from tests.background.api.conftest import client_of, person
from tests.background.api.webhooks.proofs import SECRET, proof_of
from tests.background.queues.conftest import Mailbox, mailbox
from tests.background.worker import run_all

__all__ = ["mailbox"]

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNTS, NEWSLETTERS, EMAILS = "/api/v1/accounts", "/api/v1/newsletters/", "/api/v1/emails/"
ADA, PASSWORD = "ada@example.org", "violet-lantern-73"
READERS = [{"email": f"reader{number}@example.org"} for number in range(3)]


def make_due(redis: Redis) -> None:
    """As if the time of everything that waits had come."""
    for job_id in redis.zrange("rq:scheduled:email", 0, -1):
        redis.zadd("rq:scheduled:email", {job_id: 1}, xx=True)


def tell(to: str, event: str, **said: str) -> None:
    """What a provider says of the last mail to somebody."""
    mail = MailMessage.objects.filter(recipient=to).latest("id")
    body = json.dumps({"event": event, "email": to, "message-id": f"<{mail.message_id}>", "ts_epoch": 1761991200000, **said}).encode()
    answer = Client().post("/anymail/brevo/tracking/", body, content_type="application/json", headers=dict(proof_of("brevo", body)))
    assert answer.status_code == 200


def test_from_a_welcome_to_a_look_at_the_health(mailbox: Mailbox, redis: Redis, settings: Settings) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    somebody, editor = APIClient(), client_of(person("editor", "view_mail", "operate_mail"))

    mailbox.replies = ["451 4.3.0 later"]  # to the code, which is first
    somebody.post(f"{ACCOUNTS}/register/", {"email": ADA, "password": PASSWORD, "name": "Ada"})
    run_all("email")
    assert [mail["Subject"] for mail in mailbox.messages] == ["Welcome to Our Platform!"]
    make_due(redis)
    run_all("email")
    code = re.search(r"\b\d{6}\b", str(mailbox.messages[1]["Subject"]) + mailbox.messages[1].get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert code
    assert somebody.post(f"{ACCOUNTS}/verify/", {"email": ADA, "otp": code[0]}).status_code == 200

    place = editor.post(NEWSLETTERS, {"subject": "The week", "html": "<p>News</p>"})["Location"]
    in_a_week = (timezone.now() + timedelta(days=7)).isoformat()
    assert editor.post(f"{place}send/", {"recipients": READERS, "run_at": in_a_week}).status_code == 202
    run_all("email")
    assert (editor.get(place).json()["state"], len(mailbox.messages)) == ("scheduled", 2)

    make_due(redis)
    somebody.post(f"{ACCOUNTS}/password-reset/", {"email": ADA})
    run_all("email")
    assert [mail["Subject"] for mail in mailbox.messages[2:]] == ["Reset Your Password", *["The week"] * 3]

    tell(ADA, "delivered")
    tell(ADA, "opened")
    tell(ADA, "click", link="https://app.example.org/x")
    tell("reader0@example.org", "hard_bounce", reason="550 5.1.1 no such user")
    tell("reader1@example.org", "spam")
    found = {mail["to"]: mail for mail in reversed(editor.get(EMAILS).json()["results"])}
    assert {to: mail["state"] for to, mail in found.items()} == {
        ADA: "delivered",
        "reader0@example.org": "bounced",
        "reader1@example.org": "complained",
        "reader2@example.org": "sent",
    }
    assert {"delivered", "opened", "clicked"} <= {event["type"] for event in found[ADA]["events"]}
    assert editor.get(place).json()["progress"]["sent"] == 2

    ready = somebody.get("/readyz/").json()
    assert (ready["status"], ready["mail"]) == ("ok", "ok")
