"""The link to a new password overtakes what can wait, and is not mailed once it is no longer good."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from redis import Redis

from background.constants import JobName, JobState, MailState
from background.engine.handle import Handle
from background.engine.registry import find
from background.jobs import Secret
from background.models import JobRecord, MailMessage
from background.queues.email.queue import EmailQueue
from background.queues.email.send_password_reset_email import send_password_reset_email
from background.queues.email.service import SentMail
from tests.background.queues.conftest import Mailbox
from tests.background.worker import run_all

LINK = "http://localhost:8000/reset-password?uid=7&token=abc-d%2Be"


def ask(expires_in: timedelta = timedelta(hours=1)) -> Handle[SentMail]:
    queue = EmailQueue().using(expires_at=timezone.now() + expires_in)
    return queue.add_password_reset_email_job(email="ada@example.org", customer_name="Ada", reset_link=Secret(LINK))


def test_the_link_arrives_in_text_and_html(mailbox: Mailbox) -> None:
    ask()

    run_all("email")

    (mail,) = mailbox.messages
    text, html = (str(mail.get_body((kind,)).get_content()) for kind in ("plain", "html"))  # type: ignore[union-attr]  # both are there
    assert mail["Subject"] == "Reset Your Password"
    assert LINK in text
    assert f'href="{LINK.replace("&", "&amp;")}"' in html
    assert "1 hour" in text
    assert "1 hour" in html


def test_it_overtakes_what_can_wait(mailbox: Mailbox) -> None:
    for n in range(3):
        EmailQueue().add_welcome_email_job(email=f"new{n}@example.org", customer_name="New")
    ask()

    run_all("email")

    assert mailbox.messages[0]["Subject"] == "Reset Your Password"


def test_it_has_five_attempts_that_wait_longer_each_time() -> None:
    options = send_password_reset_email.options

    waits = [options.backoff.seconds(attempt) for attempt in range(1, options.max_attempts)]

    assert options.max_attempts == 5
    assert waits == [pytest.approx(seconds, rel=options.backoff.jitter) for seconds in (2, 4, 8, 16)]
    assert options.backoff.jitter == 0.1


def test_what_is_too_late_is_not_mailed(mailbox: Mailbox) -> None:
    handle = ask(expires_in=timedelta(seconds=-1))

    run_all("email")

    assert handle.snapshot().state is JobState.EXPIRED
    assert mailbox.messages == []
    assert MailMessage.objects.get().state == MailState.FAILED


def test_an_attempt_that_would_come_too_late_is_not_made(mailbox: Mailbox, redis: Redis) -> None:
    mailbox.replies = ["451 try again later"]
    handle = ask()
    run_all("email")
    assert handle.snapshot().state is JobState.RETRYING

    redis.zadd("rq:scheduled:email", {handle.id: 1})
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        run_all("email")

    assert handle.snapshot().state is JobState.EXPIRED
    assert mailbox.messages == []


def test_without_a_time_it_is_good_for_an_hour() -> None:
    assert send_password_reset_email.options.lifetime == timedelta(hours=1)


def test_the_other_name_of_the_documents_leads_to_it() -> None:
    assert find("password-reset") is find(JobName.SEND_PASSWORD_RESET_EMAIL) is send_password_reset_email


def test_the_link_is_nowhere_in_clear(redis: Redis) -> None:
    handle = ask()

    assert "abc-d" not in str(redis.hgetall(f"rq:job:{handle.id}"))
    assert "abc-d" not in str(JobRecord.objects.values().get())
    assert "abc-d" not in str(MailMessage.objects.values().get())
