"""Every kind of mail has a door, which takes what its payload takes and gives its job the options of the documents."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from redis import Redis

from background.constants import JobName, JobState
from background.engine import registry
from background.engine.job_type import JobType
from background.exceptions import PayloadInvalid
from background.jobs import Secret, exponential
from background.ledger.recorder import Recorder
from background.models import MailMessage
from background.queues.email.addressed import Addressed
from background.queues.email.door import Door
from background.queues.email.queue import EmailQueue
from background.queues.email.send_daily_report import send_daily_report
from background.queues.email.send_otp_email import OtpEmail, send_otp_email
from background.queues.email.send_regular_email import send_regular_email
from background.queues.email.send_reminder_email import send_reminder_email
from background.queues.email.send_urgent_email import send_urgent_email
from background.queues.email.send_welcome_email import WelcomeEmail, send_welcome_email
from background.testing import assert_enqueued, recording
from tests.background.queues.conftest import Mailbox
from tests.background.worker import run_all

ADA: dict[str, Any] = {"email": "ada@example.org", "customer_name": "Ada"}
WRITTEN: dict[str, Any] = {**ADA, "subject": "Hello", "message": "One.\n\nTwo.", "link": "/there"}


def doors() -> dict[str, Door[..., Any, Any]]:
    return {name: door for name, door in vars(EmailQueue).items() if isinstance(door, Door)}


@pytest.mark.parametrize(
    ("job", "priority", "max_attempts", "delay"),
    [
        (send_otp_email, 50, 5, None),
        (send_welcome_email, 5, 5, None),
        (send_urgent_email, 10, 5, None),
        (send_regular_email, 1, 5, None),
        (send_reminder_email, 5, 5, timedelta(hours=24)),
        (send_daily_report, 1, 5, None),
    ],
    ids=lambda value: value.name if isinstance(value, JobType) else "",
)
def test_each_kind_has_its_priority_its_attempts_and_its_delay(
    job: JobType[..., Any, Any], priority: int, max_attempts: int, delay: timedelta | None
) -> None:
    assert (job.options.priority, job.options.max_attempts, job.options.delay) == (priority, max_attempts, delay)


def test_every_mail_to_one_person_has_a_door() -> None:
    kinds = {name for name in JobName if issubclass(registry.find(name).payload, Addressed)}

    assert len(kinds) >= 9
    assert kinds <= {door.job.name for door in doors().values()}


def test_a_door_takes_what_the_payload_takes_and_notes_the_mail_at_once(redis: Redis) -> None:
    handle = EmailQueue(owner=7).add_otp_email_job(**ADA, otp=Secret("042137"), locale="it")

    mail = MailMessage.objects.get()
    assert (str(mail.id), mail.recipient, mail.template, mail.state, mail.is_secret) == (handle.id, ADA["email"], "otp", "queued", True)
    assert handle.snapshot().owner == "7"
    assert handle.snapshot().data == {**ADA, "otp": "********", "locale": "it", "user_id": "", "minutes": 10}


def test_a_door_takes_one_object_as_the_documents_write_it() -> None:
    with recording():
        EmailQueue().add_otp_email_job({"email": "ada@example.org", "customerName": "Ada", "otp": "042137"})
        EmailQueue().add_otp_email_job({"email": "ada@example.org", "customer_name": "Ada", "otp": "042137"})

        assert_enqueued(JobName.SEND_OTP_EMAIL, payload=OtpEmail(**ADA, otp=Secret("042137")), queue="emails", priority=50, count=2)


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({"email": "ada@example.org", "customerName": "Ada", "otp": 42137}, "Expected `str`, got `int`"),
        ({"email": "ada@example.org", "customerName": "Ada", "customer_name": "Eve", "otp": "1"}, "given twice"),
        ({"email": "ada@example.org", "customerName": "Ada", "otp": "1", "isAdmin": True}, "unknown field 'isAdmin'"),
        ({"email": "ada@example.org, eve@example.org", "customerName": "Ada", "otp": "1"}, "not a mail address"),
    ],
)
def test_an_object_that_does_not_fit_is_refused_and_leaves_nothing(document: dict[str, object], fault: str, redis: Redis) -> None:
    with pytest.raises(PayloadInvalid, match=fault):
        EmailQueue().add_otp_email_job(document)

    assert not MailMessage.objects.exists()
    assert redis.keys("rq:job:*") == []


def test_a_welcome_says_when_somebody_came() -> None:
    with recording() as jobs:
        EmailQueue().add_welcome_email_job(**ADA)

        (welcome,) = jobs.payloads(send_welcome_email)
    assert isinstance(welcome, WelcomeEmail)
    assert welcome.timestamp.utcoffset() == timedelta()
    assert {field.name for field in fields(welcome)} >= {"email", "customer_name", "timestamp"}


def test_a_caller_chooses_other_options() -> None:
    queue = EmailQueue().using(run_after=timedelta(hours=2), priority=70, max_attempts=3, backoff=exponential(timedelta(seconds=1)))

    with recording():
        queue.add_regular_email_job(**WRITTEN)
        EmailQueue().add_regular_email_job(**WRITTEN)

        assert_enqueued(send_regular_email, priority=70, run_after=timedelta(hours=2), count=1)
        assert_enqueued(send_regular_email, priority=1, run_after=None, count=1)


def test_a_mail_whose_result_nobody_wants_leaves_redis_once_it_is_written_down(mailbox: Mailbox, redis: Redis) -> None:
    handle = EmailQueue().using(result_ttl=timedelta()).add_regular_email_job(**WRITTEN)

    run_all("email")
    Recorder().catch_up()

    assert redis.exists(f"rq:job:{handle.id}") == 0
    assert MailMessage.objects.get(pk=handle.id).sent_at


def test_urgent_mail_overtakes_regular_mail_and_both_say_what_was_written(mailbox: Mailbox) -> None:
    EmailQueue().add_regular_email_job(**WRITTEN)
    EmailQueue().add_urgent_email_job(**WRITTEN)

    run_all("email")

    urgent, regular = mailbox.messages
    assert (urgent["Subject"], regular["Subject"]) == ("Urgent: Hello", "Hello")
    text = str(regular.get_body(("plain",)).get_content())  # type: ignore[union-attr]  # it is there
    assert "One.\n\nTwo." in text.replace("\r\n", "\n")
    assert "http://localhost:8000/there" in text


@pytest.mark.parametrize("door", ["add_urgent_email_job", "add_regular_email_job", "add_reminder_email_job"])
@pytest.mark.parametrize(("field", "value"), [("subject", "a\nb"), ("link", "https://evil.example/"), ("email", "x")])
def test_what_could_do_harm_is_refused(door: str, field: str, value: str) -> None:
    with pytest.raises(PayloadInvalid):
        getattr(EmailQueue(), door)(**{**WRITTEN, field: value})


def test_a_link_to_verify_leads_home_only() -> None:
    with pytest.raises(PayloadInvalid, match="leads elsewhere"):
        EmailQueue().add_welcome_email_job(**ADA, verification_link=Secret("https://evil.example/"))


def test_a_reminder_waits_and_arrives(mailbox: Mailbox, redis: Redis) -> None:
    handle = EmailQueue().add_reminder_email_job(**WRITTEN, locale="it")
    run_all("email")
    assert (handle.snapshot().state, mailbox.messages) == (JobState.SCHEDULED, [])

    redis.zadd("rq:scheduled:email", {handle.id: 1})
    run_all("email")

    assert [mail["Subject"] for mail in mailbox.messages] == ["Promemoria: Hello"]
